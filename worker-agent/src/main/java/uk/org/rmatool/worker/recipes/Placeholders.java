package uk.org.rmatool.worker.recipes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words that a recipe leaves to the worker: <code>${java}</code> and its like. */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
  private static final String SERVICES_HOME = "services_home";
  private static final Set<String> KNOWN =
      Set.of("java", "port", SERVICES_HOME, "state_dir", "platform");

  private Placeholders() {}

  /** Names in the text that no worker can fill in. */
  static List<String> unknownIn(String text) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !KNOWN.contains(name))
        .toList();
  }

  static boolean needsServicesHome(String text) {
    return text.contains("${" + SERVICES_HOME + "}");
  }

  /** What the worker fills in before it knows port and folder. */
  static Map<String, String> lasting(Optional<Path> servicesHome, String platform) {
    return Map.of(
        "java",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        SERVICES_HOME,
        servicesHome.map(Path::toString).orElse(""),
        "platform",
        platform);
  }

  static String fill(String text, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
  }
}
