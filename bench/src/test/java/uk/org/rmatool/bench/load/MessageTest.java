package uk.org.rmatool.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageTest {
  private final StringBuilder body = new StringBuilder();
  private final Message answer =
      Message.answer(part -> body.append(StandardCharsets.US_ASCII.decode(part)));

  @Test
  void anAnswerIsWholeWhenItsLengthHasCome() {
    assertThat(answer.read(bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"))).isFalse();
    assertThat(answer.read(bytes("lo"))).isTrue();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(body).hasToString("hello");
  }

  @Test
  void chunksAreTakenOutOfTheirFrames() {
    var text =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
    for (int i = 0; i < text.length() - 1; i++) {
      assertThat(answer.read(bytes(text.substring(i, i + 1)))).isFalse();
    }
    assertThat(answer.read(bytes("\n"))).isTrue();
    assertThat(body).hasToString("hello world");
  }

  @Test
  void oneMessageFollowsTheOther() {
    answer.read(bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));
    assertThat(answer.read(bytes("HTTP/1.1 503 Full\r\ncontent-length: 0\r\n\r\n"))).isTrue();
    assertThat(answer.status()).isEqualTo(503);
  }

  @Test
  void aRequestWithoutALengthHasNoBody() {
    var request = Message.request();
    assertThat(request.read(bytes("GET /bytes/7?x=1 HTTP/1.1\r\nHost: a\r\n\r\n"))).isTrue();
    assertThat(request.path()).isEqualTo("/bytes/7?x=1");
  }

  @Test
  void anAnswerWithoutALengthIsRefused() {
    assertThatThrownBy(() -> answer.read(bytes("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n")))
        .hasMessageContaining("without a length");
  }

  private static ByteBuffer bytes(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }
}
