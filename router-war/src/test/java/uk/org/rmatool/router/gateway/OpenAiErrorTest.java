package uk.org.rmatool.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.router.gateway.Texts.json;
import static uk.org.rmatool.router.gateway.Texts.quoted;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

class OpenAiErrorTest {
  @Test
  void aProblemKeepsItsStatusAndReason() {
    var error =
        OpenAiError.of(
            Problem.of(ProblemType.NO_PROVIDER, "Nobody.").withRetryAfter(Duration.ofSeconds(5)));
    assertThat(error.status()).isEqualTo(503);
    assertThat(error.retryAfter()).contains("5");
    assertThat(error.toJson())
        .isEqualTo(
            json(
                "{'error':{'message':'Nobody.','type':'server_error','param':null,'code':'no_provider'}}"));
  }

  @Test
  void whatTheCallerCanChangeIsAnInvalidRequest() {
    var unknown = OpenAiError.of(OpenAiError.unknownModel("m", ".").problem());
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.toJson().getJsonObject("error").toString())
        .contains(quoted("'param':'model'"), quoted("'code':'model_not_found'"));
    var fields =
        PlatformException.invalidFields(List.of(new FieldError("body", "must be an object.")));
    assertThat(OpenAiError.of(fields.problem()).status()).isEqualTo(400);
  }

  @Test
  void aProblemOfAnotherHopIsTranslated() {
    var body = Problem.of(ProblemType.SATURATED, "All are full.").toJson().toString();
    var error = OpenAiError.of(503, body, Optional.of("6"));
    assertThat(error.message()).isEqualTo("All are full.");
    assertThat(error.code()).isEqualTo("saturated");
  }

  @Test
  void otherErrorsOfServicesBecomeMessages() {
    assertThat(OpenAiError.of(404, quoted("{'detail':'Not Found'}"), Optional.empty()).message())
        .isEqualTo("Not Found");
    assertThat(OpenAiError.of(500, quoted("{'error':'no memory'}"), Optional.empty()).message())
        .isEqualTo("no memory");
    assertThat(OpenAiError.of(502, "<html>oops", Optional.empty()).message())
        .isEqualTo("The service answered 502: <html>oops");
    assertThat(OpenAiError.isIn(quoted("{'error':{'message':'x'}}"))).isTrue();
    assertThat(OpenAiError.isIn(quoted("{'error':'x'}"))).isFalse();
  }
}
