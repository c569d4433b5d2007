package uk.org.rmatool.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shipped for Prometheus and Grafana asks for metrics that there are. */
class MonitoringTest {
  private static final Pattern METRIC =
      Pattern.compile("\\b(rma_(?!platform)|router_|coordinator_)[a-z_]+\\b");
  private static final Pattern LITERAL =
      Pattern.compile("\"((?:rma|router|coordinator)_[a-z_]+)\"");

  @ParameterizedTest
  @ValueSource(strings = {"docs/monitoring/alerts.yaml", "docs/monitoring/grafana-dashboard.json"})
  void everyMetricIsGivenByAProgram(String file) throws IOException {
    var asked = new TreeSet<String>();
    var matcher = METRIC.matcher(Files.readString(Repository.ROOT.resolve(file)));
    while (matcher.find()) {
      asked.add(matcher.group());
    }
    assertThat(asked).hasSizeGreaterThan(5).isSubsetOf(given());
  }

  private static Set<String> given() throws IOException {
    var given = new TreeSet<String>();
    for (var file : Repository.mainFiles()) {
      var matcher = LITERAL.matcher(Files.readString(file));
      while (matcher.find()) {
        given.add(matcher.group(1));
      }
    }
    return given;
  }
}
