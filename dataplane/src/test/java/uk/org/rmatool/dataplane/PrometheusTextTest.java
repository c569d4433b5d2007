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
}
