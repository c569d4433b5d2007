package uk.org.rmatool.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.dataplane.balancing.Outcome;

class PrometheusTextTest {
  private final TestDispatch test = new TestDispatch();

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void whatNodesHadIsWrittenByServiceAndNode() {
    test.balancer.start("ner", "w1").ended(Outcome.BROKE);
    var open = test.balancer.start("ner", "w\"2\\");
    var text = new PrometheusText().nodes(test.balancer).toString();
    open.ended(Outcome.OK);
    assertThat(text.lines())
        .contains(
            "# TYPE rma_node_calls_total counter",
            "rma_node_calls_total{service=\"ner\",node=\"w1\"} 1",
            "rma_node_failures_total{service=\"ner\",node=\"w1\"} 1",
            "rma_node_in_flight{service=\"ner\",node=\"w\\\"2\\\\\"} 1",
            "rma_node_ejected{service=\"ner\",node=\"w1\"} 0");
  }

  @Test
  void howLongCallsTookIsAHistogram() {
    for (var millis : new long[] {3, 3, 80, 400_000}) {
      test.traffic.started("ner");
      test.traffic.ended("ner", false, millis * 1_000_000);
    }
    assertThat(new PrometheusText().traffic(test.traffic).toString().lines())
        .contains(
            "# TYPE rma_service_duration_seconds histogram",
            "rma_service_duration_seconds_bucket{service=\"ner\",le=\"0.005\"} 2",
            "rma_service_duration_seconds_bucket{service=\"ner\",le=\"0.05\"} 2",
            "rma_service_duration_seconds_bucket{service=\"ner\",le=\"0.1\"} 3",
            "rma_service_duration_seconds_bucket{service=\"ner\",le=\"300.0\"} 3",
            "rma_service_duration_seconds_bucket{service=\"ner\",le=\"+Inf\"} 4",
            "rma_service_duration_seconds_sum{service=\"ner\"} 400.086",
            "rma_service_duration_seconds_count{service=\"ner\"} 4");
  }
}
