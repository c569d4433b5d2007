package uk.org.rmatool.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.router.gateway.Texts.json;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.PlatformException;

class GenerationRequestTest {
  private static GenerationRequest parse(String body) {
    return GenerationRequest.parse(
        Endpoint.CHAT, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String body(GenerationRequest request) {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  @Test
  void whatIsAnsweredInOnePieceGoesOnByteForByte() {
    var request = parse("{ 'model' : 'm', 'temperature': 1.50 }");
    assertThat(request.isStreamed()).isFalse();
    assertThat(body(request)).isEqualTo("{ \"model\" : \"m\", \"temperature\": 1.50 }");
  }

  @Test
  void aStreamAlwaysSaysWhatWasUsed() {
    var quiet = parse("{'model':'m','stream':true,'stream_options':{'x':1}}");
    assertThat(quiet.wantsUsage()).isFalse();
    assertThat(json(body(quiet)))
        .isEqualTo(
            json("{'model':'m','stream':true,'stream_options':{'x':1,'include_usage':true}}"));
    assertThat(parse("{'model':'m','stream':true,'stream_options':{'include_usage':true}}"))
        .matches(GenerationRequest::wantsUsage);
  }

  @Test
  void moreValuesThanThereIsMemoryForAreRefusedBeforeTheyAreRead() {
    var body = ("{\"model\":\"m\",\"messages\":[" + "[[0]],".repeat(1_000) + "0]}");
    var values = JsonSize.values(body.getBytes(StandardCharsets.UTF_8));
    assertThat(values).isBetween(3_000, 3_100);
    assertThat(GenerationRequest.requireFew(values)).isEqualTo(values);
    assertThatThrownBy(() -> GenerationRequest.requireFew(GenerationRequest.MAX_VALUES + 1))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem().status()).isEqualTo(413));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{'model':7}",
        "{'model':''}",
        "{'model':' '}",
        "{'model':'a\\u0000b'}",
        "{'model':'m','stream':'yes'}",
        "{'model':'m','stream':true,'stream_options':[]}",
        "{'model':'m'} more"
      })
  void whatIsNoRequestIsRefused(String body) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(OpenAiError.of(e.problem()).status()).isEqualTo(400));
  }

  @Test
  void namesOfModelsHaveALimit() {
    assertThat(parse("{'model':'%s'}".formatted("x".repeat(200))).model()).hasSize(200);
    assertThatThrownBy(() -> parse("{'model':'%s'}".formatted("x".repeat(201))))
        .isInstanceOf(PlatformException.class);
  }
}
