package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.coordinator.workers.TestJson.json;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.JsonFields;

class PlainHeartbeatTest {
  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'worker_id':'w1'}",
        "{'worker_id':'w1','status':'busy','current_load':0.75,'available_memory':'4GB',"
            + "'loaded_models':['a','b'],'active_requests':3,'gpu_utilization':1,"
            + "'services_status':{'ner':'running','ocr':'failed: no model'},'specialization':'x'}",
        "{'more':'text','worker_id':'w1','other':null,'loaded_models':[],"
            + "'services_status':{},'current_load':1e2}",
        "{'worker_id':'w1','status':null,'current_load':null,'available_memory':null,"
            + "'loaded_models':null,'active_requests':null,'gpu_utilization':null,"
            + "'services_status':null,'specialization':null}",
        "{'worker_id':null,'worker_id':'w1','status':'busy','status':'idle'}",
        "{'worker_id':'wörker','status':'\\u00e9tat','current_load':0}"
      })
  void anOrdinaryOneSaysTheSameAsOnTheLongWay(String text) {
    var plain = PlainHeartbeat.read(bytes(text)).orElseThrow();
    var fields = new JsonFields(json(text));
    assertThat(plain.heartbeat()).isEqualTo(Heartbeat.read(fields));
    assertThat(plain.worker().value()).isEqualTo(json(text).getString("worker_id"));
    fields.check();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "7",
        "{'worker_id':''}",
        "{'worker_id':7}",
        "{'worker_id':'w1'",
        "{'worker_id':'w1'} more",
        "{'worker_id':'w1','current_load':'0.5'}",
        "{'worker_id':null}",
        "{'worker_id':'w1','worker_id':null}",
        "{'worker_id':'w1','current_load':1,'current_load':null}",
        "{'worker_id':'w1','services_status':{'ner':'running'},'services_status':null}",
        "{'worker_id':'w1','current_load':-1}",
        "{'worker_id':'w1','current_load':1e300}",
        "{'worker_id':'w1','active_requests':1.5}",
        "{'worker_id':'w1','status':'a\\u0000b'}",
        "{'worker_id':'w1','loaded_models':'m'}",
        "{'worker_id':'w1','loaded_models':[1]}",
        "{'worker_id':'w1','services_status':{'a':1}}",
        "{'worker_id':'w1','services_status':[]}",
        "{'worker_id':'w1','more':{'deep':[1]}}",
        "{'a':[[[["
      })
  void whatIsOutOfTheOrdinaryIsLeftToTheLongWay(String text) {
    assertThat(PlainHeartbeat.read(bytes(text))).isEmpty();
  }

  @Test
  void whatIsTooLongOrNotUtf8IsLeftToTheLongWay() {
    var long1 = "{'worker_id':'w1','status':'%s'}".formatted("x".repeat(501));
    var long2 =
        "{'worker_id':'w1','loaded_models':[%s]}"
            .formatted(String.join(",", java.util.Collections.nCopies(501, "'m'")));
    assertThat(PlainHeartbeat.read(bytes(long1))).isEmpty();
    assertThat(PlainHeartbeat.read(bytes(long2))).isEmpty();
    assertThat(PlainHeartbeat.read(bytes("[".repeat(100_000)))).isEmpty();
    var broken = bytes("{'worker_id':'wX'}");
    broken[15] = (byte) 0xff;
    assertThat(PlainHeartbeat.read(broken)).isEmpty();
  }
}
