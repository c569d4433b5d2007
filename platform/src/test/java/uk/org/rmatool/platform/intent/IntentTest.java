package uk.org.rmatool.platform.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

class IntentTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_000);

  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }

  private static Intent change(Intent before, String body) {
    return IntentChange.parse(json(body)).applyTo(before, NOW, "me");
  }

  private static Intent of(String body) {
    return change(Intent.NONE, body);
  }

  @Test
  void whatIsNotNamedStays() {
    var first = of("{'cordon':true,'weight':50,'labels':{'a':'1','b':'2'},'reason':'r'}");
    var second = change(first, "{'drain':true,'labels':{'a':null,'c':''},'weight':null}");
    assertThat(second)
        .isEqualTo(
            new Intent(
                true,
                true,
                50,
                Approval.APPROVED,
                Map.of("b", "2", "c", ""),
                0,
                "",
                NOW.toEpochMilli() + 1,
                "me"));
  }

  @Test
  void itIsReadAsItWasWritten() {
    var intent =
        of("{'cordon':true,'weight':0,'approval':'rejected','labels':{'a/b':'1'},'reason':'r'}");
    assertThat(Intent.fromJson(intent.toJson())).isEqualTo(intent);
    assertThat(Intent.fromJson(Intent.NONE.toJson())).isEqualTo(Intent.NONE);
    assertThat(Intent.fromJson(json("{}"))).isEqualTo(Intent.NONE);
  }

  @Test
  void whoIsAskedToMeasureAgainKeepsTheOtherDecisionsAndTheirReason() {
    var drained = of("{'drain':true,'reason':'disk fails'}");
    var asked = change(drained, "{'benchmark':true}");
    assertThat(asked.benchmark()).isEqualTo(asked.changedAt()).isPositive();
    assertThat(asked.drain()).isTrue();
    assertThat(asked.reason()).isEqualTo("disk fails");
    assertThat(Intent.fromJson(asked.toJson())).isEqualTo(asked);
    assertThat(asked.transitionFrom(drained)).isEqualTo("benchmark_asked");
    assertThat(of("{'benchmark':true}").describe("benchmark_asked"))
        .isEqualTo("asked to measure again by me");
    assertThat(change(asked, "{'benchmark':true}").benchmark()).isGreaterThan(asked.benchmark());
    assertThat(change(asked, "{'weight':50}").benchmark()).isEqualTo(asked.benchmark());
    assertThat(change(asked, "{'benchmark':false}").benchmark()).isZero();
    assertThatThrownBy(() -> IntentChange.parseFor("coordinators", json("{'benchmark':true}")))
        .hasMessageContaining("benchmark: is not for coordinators; they do not measure.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'cordon':'true'}         | cordon: must be true or false.",
        "{'drain':1}               | drain: must be true or false.",
        "{'weight':101}            | weight: must be from 0 to 100.",
        "{'weight':-1}             | weight: must be from 0 to 100.",
        "{'weight':0.5}            | weight: must be a whole number.",
        "{'weight':'x'}            | weight: must be a number.",
        "{'approval':'yes'}        | approval: must be approved, pending or rejected.",
        "{'approval':[]}           | approval: must be a string.",
        "{'labels':[]}             | labels: must be an object.",
        "{'labels':{'a':1}}        | labels.a: must be a string of at most 200 characters.",
        "{'labels':{'a-':'x'}}     | labels: has a name that is not 1 to 63 letters, digits, '.',"
            + " '_', '/' or '-', the first and the last a letter or digit.",
        "{'cordon':1,'drain':1}    | cordon: must be true or false. drain: must be true or false.",
        "{}                        | body: must name what to change: cordon, drain, weight,"
            + " approval, labels or benchmark.",
        "{'benchmark':'yes'}       | benchmark: must be true or false.",
      })
  void membersThatAreWrongAreNamed(String body, String detail) {
    assertThatThrownBy(() -> of(body))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.INVALID_FIELDS))
        .hasMessage(detail);
  }

  @Test
  void textsHaveLimits() {
    assertThat(of("{'labels':{'%s':'%s'}}".formatted("n".repeat(63), "v".repeat(200))).labels())
        .hasSize(1);
    for (var body :
        new String[] {
          "{'labels':{'%s':'x'}}".formatted("n".repeat(64)),
          "{'labels':{'n':'%s'}}".formatted("v".repeat(201)),
          "{'labels':{'n':'\\u0000'}}",
          "{'reason':'%s'}".formatted("r".repeat(301))
        }) {
      assertThatThrownBy(() -> of(body)).isInstanceOf(PlatformException.class);
    }
  }

  @Test
  void aNodeHasAtMost32Labels() {
    var labels =
        IntStream.range(0, 32)
            .mapToObj(i -> "'l%d':'x'".formatted(i))
            .collect(Collectors.joining(","));
    var full = of("{'labels':{%s}}".formatted(labels));
    assertThat(full.labels()).hasSize(32);
    assertThat(change(full, "{'labels':{'l0':null,'more':'x'}}").labels()).containsKey("more");
    assertThatThrownBy(() -> change(full, "{'labels':{'more':'x'}}"))
        .hasMessage("labels: would be 33; a node has at most 32.");
  }

  @Test
  void theLaterDecisionWinsWhicheverIsAsked() {
    var first = of("{'drain':true}");
    var second = change(first, "{'drain':false}");
    assertThat(first.orLater(second)).isEqualTo(second);
    assertThat(second.orLater(first)).isEqualTo(second);
    var atOnce = of("{'cordon':true}");
    assertThat(first.orLater(atOnce)).isEqualTo(atOnce.orLater(first));
    assertThat(first.isLaterThan(first)).isFalse();
  }

  @Test
  void aDecisionIsLaterThanTheLastEvenWhenTheClockIsNot() {
    var ahead =
        IntentChange.parse(json("{'drain':true}")).applyTo(Intent.NONE, NOW.plusMillis(9), "x");
    assertThat(change(ahead, "{'drain':false}").isLaterThan(ahead)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'reason':'x'}           | true  | true  |          | noted",
        "{'labels':{'a':'b'}}     | true  | true  |          | labelled",
        "{'weight':0}             | false | true  |          | weighted",
        "{'weight':1}             | true  | true  |          | weighted",
        "{'cordon':true}          | true  | false |          | cordoned",
        "{'drain':true}           | false | false | drained  | drained",
        "{'approval':'pending'}   | false | false | pending  | pending",
        "{'approval':'rejected'}  | false | false | rejected | rejected",
      })
  void eachDecisionHasItsEffect(
      String body, boolean calls, boolean more, String state, String transition) {
    var intent = of(body);
    assertThat(intent.takesCalls()).isEqualTo(calls);
    assertThat(intent.takesMore()).isEqualTo(more);
    assertThat(intent.state().orElse(null)).isEqualTo(state);
    assertThat(intent.transitionFrom(Intent.NONE)).isEqualTo(transition);
  }

  @Test
  void takingADecisionBackIsSaid() {
    assertThat(Intent.NONE.transitionFrom(of("{'drain':true}"))).isEqualTo("undrained");
    assertThat(Intent.NONE.transitionFrom(of("{'cordon':true}"))).isEqualTo("uncordoned");
    assertThat(Intent.NONE.transitionFrom(Intent.pending(NOW))).isEqualTo("approved");
  }

  @Test
  void itIsDescribedInASentence() {
    assertThat(of("{'drain':true,'weight':5,'reason':'disk fails'}").describe())
        .isEqualTo("drained, weight 5 by me: disk fails");
    assertThat(Intent.NONE.describe()).isEqualTo("approved");
  }
}
