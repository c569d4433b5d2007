package uk.org.rmatool.system.rig;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/** What every error of the platform looks like. */
public final class Problems {
  private Problems() {}

  /**
   * Checks status, media type and the members that every problem has.
   *
   * @param type the last part of the problem's type, such as {@code no-provider}
   */
  public static JsonObject assertProblem(Answer answer, int status, String type) {
    assertThat(answer.status()).as("status of %s", answer).isEqualTo(status);
    var json = assertProblemMembers(answer);
    assertThat(json.getString("type"))
        .as("type of %s", answer)
        .isEqualTo("urn:rma:problem:" + type);
    return json;
  }

  /** The same for whatever type and status. */
  public static JsonObject assertProblemMembers(Answer answer) {
    assertThat(answer.header("Content-Type").orElse(""))
        .as("media type of %s", answer)
        .startsWith("application/problem+json");
    var json = answer.object();
    var soft = new SoftAssertions();
    for (var member : List.of("type", "title", "detail", "error", "message")) {
      soft.assertThat(json.get(member)).as(member).isInstanceOf(JsonString.class);
    }
    soft.assertThat(json.getInt("status", 0)).as("status member").isEqualTo(answer.status());
    soft.assertThat(json.getString("detail", "")).as("detail").isNotBlank();
    soft.assertThat(json.getString("error", "")).isEqualTo(json.getString("title", "?"));
    soft.assertThat(json.getString("message", "")).isEqualTo(json.getString("detail", "?"));
    soft.assertAll();
    return json;
  }

  /** A problem that passes says when to try again. */
  public static void assertRetryLater(Answer answer) {
    assertThat(answer.header("Retry-After")).as("Retry-After of %s", answer).isPresent();
    assertThat(answer.header("Retry-After").orElseThrow()).matches("[1-9][0-9]{0,3}");
  }

  /** The fields that a 422 names. */
  public static List<String> fields(JsonObject problem) {
    return problem.getJsonArray("errors").getValuesAs(JsonObject.class).stream()
        .map(error -> error.getString("field"))
        .toList();
  }
}
