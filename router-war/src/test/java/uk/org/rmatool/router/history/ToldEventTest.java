package uk.org.rmatool.router.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

class ToldEventTest {
  private static List<ToldEvent> parse(String events) {
    var text = "{'events':%s}".formatted(events).replace('\'', '"');
    try (var reader = Json.createReader(new StringReader(text))) {
      var fields = new JsonFields(reader.readObject());
      var told = ToldEvent.parse(fields);
      fields.check();
      return told;
    }
  }

  @Test
  void anEventIsReadWithAllThatItSays() {
    var event =
        parse(
                "[{'sequence':7,'event_id':9,'worker_id':'w','at':1000,'transition':'registered',"
                    + "'reason':'r','tunnel_url':'http://w','worker_type':'gpu','services':['a'],"
                    + "'home_epoch':3,'intent':{'drain':true},'more':1}]")
            .getFirst();
    assertThat(event.sequence()).isEqualTo(7);
    assertThat(event.eventId()).hasValue(9);
    assertThat(event.worker()).isEqualTo(new NodeId("w"));
    assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(event.services()).isEqualTo("[\"a\"]");
    assertThat(event.homeEpoch()).isEqualTo(3);
    assertThat(event.intent()).isPresent();
  }

  @Test
  void theLeastIsEnoughAndALongReasonIsCut() {
    var event =
        parse(
                "[{'sequence':1,'worker_id':'w','at':0,'transition':'x','reason':'%s'}]"
                    .formatted("r".repeat(600)))
            .getFirst();
    assertThat(event.eventId()).isEmpty();
    assertThat(event.reason()).hasSize(500);
    assertThat(event.services()).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                           | events: must be a list.",
        "[1]                                          | events: must be a list of objects.",
        "[{'worker_id':'w','at':0,'transition':'x'}]  | events.0.sequence: is required and must be"
            + " a number.",
        "[{'sequence':1,'at':0,'transition':'x'}]     | events.0.worker_id: an id has 1 to 200"
            + " characters, none of them a control character. events.0.worker_id: is required and"
            + " must be a string.",
        "[{'sequence':1,'worker_id':'w','at':0}]      | events.0.transition: is required and must"
            + " be a string.",
      })
  void fieldsThatAreWrongAreNamedWithTheirPlace(String events, String detail) {
    assertThatThrownBy(() -> parse(events)).hasMessage(detail);
  }

  @Test
  void moreThanFiveHundredAreTooMany() {
    var one = "{'sequence':1,'worker_id':'w','at':0,'transition':'x'}";
    assertThat(parse("[" + (one + ",").repeat(499) + one + "]")).hasSize(500);
    assertThatThrownBy(() -> parse("[" + (one + ",").repeat(500) + one + "]"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.TOO_LARGE));
  }
}
