package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static uk.org.rmatool.coordinator.workers.TestJson.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

class HeartbeatTest {
  private static Heartbeat read(String text) {
    var fields = new JsonFields(json(text));
    var heartbeat = Heartbeat.read(fields);
    fields.check();
    return heartbeat;
  }

  @Test
  void everythingIsRead() {
    assertThat(
            read(
                "{'status':'healthy','current_load':0.9,'available_memory':'4GB','loaded_models':['m'],"
                    + "'active_requests':2,'gpu_utilization':0.1,'services_status':{'a':'running'},'service_addresses':{'b':'redis://lab-3:4711'},"
                    + "'specialization':'rag'}"))
        .isEqualTo(
            new Heartbeat(
                "healthy",
                0.9,
                Optional.of("4GB"),
                List.of("m"),
                2,
                0.1,
                Map.of("a", "running"),
                Map.of("b", "redis://lab-3:4711"),
                Optional.of("rag")));
  }

  @Test
  void whatIsAbsentOrNullHasItsDefault() {
    var nothing =
        new Heartbeat(
            "healthy", 0, Optional.empty(), List.of(), 0, 0, Map.of(), Map.of(), Optional.empty());
    assertThat(read("{}")).isEqualTo(nothing);
    assertThat(
            read(
                "{'status':null,'current_load':null,'available_memory':null,'loaded_models':null,"
                    + "'active_requests':null,'gpu_utilization':null,'services_status':null,"
                    + "'specialization':null}"))
        .isEqualTo(nothing);
  }

  @Test
  void numbersMayBeStrings() {
    var heartbeat = read("{'current_load':'0.5','active_requests':'3','gpu_utilization':'1e-1'}");
    assertThat(heartbeat.currentLoad()).isEqualTo(0.5);
    assertThat(heartbeat.activeRequests()).isEqualTo(3);
    assertThat(heartbeat.gpuUtilization()).isEqualTo(0.1);
  }

  @Test
  void aLoadAverageAboveOneIsTaken() {
    assertThat(read("{'current_load':17.25}").currentLoad()).isEqualTo(17.25);
  }

  @Test
  void everyWrongFieldIsNamedAtOnce() {
    assertThatThrownBy(
            () -> read("{'current_load':'abc','active_requests':1.5,'services_status':{'a':1}}"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().type()).isEqualTo(ProblemType.INVALID_FIELDS);
              assertThat(e.problem().errors())
                  .extracting(FieldError::field, FieldError::message)
                  .containsExactly(
                      tuple("current_load", "must be a number."),
                      tuple("active_requests", "must be a whole number."),
                      tuple("services_status.a", "must be a string of at most 500 characters."));
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'current_load':-0.1}         | current_load: must be from 0 to 1000000.",
        "{'current_load':1000001}      | current_load: must be from 0 to 1000000.",
        "{'current_load':'NaN'}        | current_load: must be from 0 to 1000000.",
        "{'current_load':'Infinity'}   | current_load: must be from 0 to 1000000.",
        "{'current_load':true}         | current_load: must be a number.",
        "{'current_load':{}}           | current_load: must be a number.",
        "{'active_requests':-1}        | active_requests: must be from 0 to 2147483647.",
        "{'active_requests':1e300}     | active_requests: must be from 0 to 2147483647.",
        "{'status':5}                  | status: must be a string.",
        "{'loaded_models':'m'}         | loaded_models: must be a list.",
        "{'loaded_models':[1]}         | loaded_models: must be a list of strings of at most 500"
            + " characters.",
        "{'services_status':[]}        | services_status: must be an object.",
      })
  void fieldsOutOfTheirBoundsAreRefused(String body, String detail) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(PlatformException.class).hasMessage(detail);
  }

  @Test
  void textsAndListsHaveLimits() {
    assertThatThrownBy(() -> read("{'status':'" + "x".repeat(501) + "'}"))
        .hasMessage("status: is longer than 500 characters.");
    var many = Json.createArrayBuilder(java.util.Collections.nCopies(501, "m")).build();
    assertThatThrownBy(() -> read("{'loaded_models':" + many + "}"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().type()).isEqualTo(ProblemType.TOO_LARGE);
              assertThat(e).hasMessage("loaded_models has 501 entries; at most 500 are taken.");
            });
  }

  @Test
  void whatIsWrittenIsReadBackAsItWas() {
    for (var heartbeat :
        List.of(
            Heartbeat.NONE,
            read("{'current_load':0.25,'available_memory':'1GB','services_status':{'a':'b'}}"),
            read("{'specialization':'rag','loaded_models':['x','y'],'active_requests':7}"))) {
      assertThat(Heartbeat.read(new JsonFields(heartbeat.toJson()))).isEqualTo(heartbeat);
    }
  }
}
