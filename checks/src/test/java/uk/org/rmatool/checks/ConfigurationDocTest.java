package uk.org.rmatool.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {
  private static final Pattern PROPERTY =
      Pattern.compile(
          "@ConfigProperty\\(\\s*name\\s*=\\s*\"([^\"]+)\"(?:,\\s*defaultValue\\s*=\\s*\"([^\"]*)\")?");

  @Test
  void everySettingIsListedWithItsDefault() throws Exception {
    var settings = new TreeMap<String, String>();
    for (var file : Repository.mainFiles()) {
      var matcher = PROPERTY.matcher(Files.readString(file));
      while (matcher.find()) {
        var environment = matcher.group(1).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        settings.put(environment, matcher.group(2) == null ? "" : matcher.group(2));
      }
    }
    assertThat(settings).isNotEmpty();
    var rows = Files.readAllLines(Repository.ROOT.resolve("docs/configuration.md"));
    settings.forEach(
        (name, byDefault) ->
            assertThat(rows)
                .as("docs/configuration.md has a row for %s with its default '%s'", name, byDefault)
                .anyMatch(row -> row.startsWith("| `" + name + "` |") && row.contains(byDefault)));
  }
}
