package uk.org.rmatool.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void aProblemCarriesTheStandardMembersAndTheEarlierOnes() {
    var json = Problem.of(ProblemType.NO_PROVIDER, "Nobody has it.").with("hop", "router").toJson();
    assertThat(json.getString("type")).isEqualTo("urn:rma:problem:no-provider");
    assertThat(json.getInt("status")).isEqualTo(503);
    assertThat(json.getString("title")).isEqualTo("No provider");
    assertThat(json.getString("error")).isEqualTo("No provider");
    assertThat(json.getString("detail")).isEqualTo("Nobody has it.");
    assertThat(json.getString("message")).isEqualTo("Nobody has it.");
    assertThat(json.getString("hop")).isEqualTo("router");
    assertThat(json).doesNotContainKey("errors");
  }

  @Test
  void refusedFieldsAreListed() {
    var errors = List.of(new FieldError("a", "is wrong."), new FieldError("b", "too."));
    var problem = PlatformException.invalidFields(errors).problem();
    assertThat(problem.detail()).isEqualTo("a: is wrong. b: too.");
    assertThat(problem.toJson().getJsonArray("errors")).hasSize(2);
    assertThat(problem.toJson().getJsonArray("errors").getJsonObject(0).getString("field"))
        .isEqualTo("a");
  }

  @Test
  void retryAfterIsInWholeSecondsAtLeastOne() {
    var problem = Problem.of(ProblemType.SATURATED, "Busy.");
    assertThat(problem.retryAfterSeconds()).isEmpty();
    assertThat(problem.withRetryAfter(Duration.ofMillis(1)).retryAfterSeconds()).contains("1");
    assertThat(problem.withRetryAfter(Duration.ofSeconds(90)).retryAfterSeconds()).contains("90");
  }

  @Test
  void everyTypeHasAUriOfItsOwnAndAnErrorStatus() {
    assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::uri)).doesNotHaveDuplicates();
    assertThat(ProblemType.values()).allMatch(type -> type.status() >= 400 && type.status() < 600);
  }
}
