package uk.org.rmatool.front.direct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.junit.jupiter.api.Test;

class OutgoingTest {
  private final Outgoing out = new Outgoing();

  private static ByteBuffer of(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }

  private String taken() {
    var text = new StringBuilder();
    for (var buffer : out.take()) {
      text.append(ISO_8859_1.decode(buffer));
    }
    out.clear();
    return text.toString();
  }

  @Test
  void whatComesTogetherIsOneChunk() {
    out.head("head ".getBytes(ISO_8859_1));
    out.content(of("ab"), true);
    out.content(of(""), true);
    out.content(of("c".repeat(300)), true);
    out.content(of("de"), true);
    assertThat(taken()).isEqualTo("head 130\r\nab" + "c".repeat(300) + "de\r\n");
    out.content(of("next"), true);
    out.lastChunk(List.of(new HttpField("X-Sum", "1"), new HttpField("Content-Length", "2")));
    assertThat(taken()).isEqualTo("4\r\nnext\r\n0\r\nX-Sum: 1\r\n\r\n");
    out.lastChunk(List.of());
    assertThat(taken()).isEqualTo("0\r\n\r\n");
  }

  @Test
  void aBodyOfKnownLengthHasNoChunks() {
    out.content(of("ab"), false);
    assertThat(out.isEmpty()).isFalse();
    out.content(of("c".repeat(300)), false);
    assertThat(taken()).isEqualTo("ab" + "c".repeat(300));
    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void smallPiecesTakeHardlyMoreThanTheyAre() {
    for (int i = 0; i < 5_000; i++) {
      out.content(of("x"), true);
    }
    var buffers = out.take();
    assertThat(buffers).hasSizeLessThan(10);
    assertThat(Arrays.stream(buffers).mapToInt(ByteBuffer::capacity).sum()).isLessThan(8_000);
    assertThat(taken()).isEqualTo("1388\r\n" + "x".repeat(5_000) + "\r\n");
  }

  @Test
  void aPieceThatIsNotSmallIsNotCopied() {
    var piece = of("c".repeat(1_000));
    out.content(piece, false);
    assertThat(out.take()).containsExactly(piece);
    assertThat(out.take()[0]).isSameAs(piece);
  }
}
