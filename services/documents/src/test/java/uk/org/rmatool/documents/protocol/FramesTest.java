package uk.org.rmatool.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.documents.protocol.ParserMessage.Parsed;
import uk.org.rmatool.documents.protocol.ParserMessage.Ready;
import uk.org.rmatool.documents.protocol.ParserMessage.Refused;
import uk.org.rmatool.documents.protocol.ParserMessage.TextChunk;

class FramesTest {
  @Property(tries = 300)
  void aMessageComesOutAsItWentIn(@ForAll("messages") ParserMessage message) throws IOException {
    var bytes = new ByteArrayOutputStream();
    Frames.write(bytes, message);
    var in = new ByteArrayInputStream(bytes.toByteArray());
    assertThat(Frames.readMessage(in)).isEqualTo(message);
    assertThat(in.available()).isZero();
  }

  @Property(tries = 300)
  void arbitraryBytesAreRefusedOrReadButNeverAnythingElse(@ForAll byte[] bytes) {
    try {
      Frames.readMessage(new ByteArrayInputStream(bytes));
    } catch (IOException expected) {
      assertThat(expected).isInstanceOfAny(EOFException.class, ProtocolException.class);
    }
  }

  @Test
  void aRequestComesOutAsItWentInAndThenNothing() throws IOException {
    var request =
        new ParseRequest(
            Path.of("/a b/c"),
            "ü.pdf",
            "a/b",
            17,
            Duration.ofMillis(1_500),
            new ReadOptions(2, 7, ReadOptions.Ocr.ONLY, 9));
    var bytes = new ByteArrayOutputStream();
    Frames.write(bytes, request);
    var in = new ByteArrayInputStream(bytes.toByteArray());
    assertThat(Frames.readRequest(in)).contains(request);
    assertThat(Frames.readRequest(in)).isEmpty();
  }

  @Test
  void aLengthBeyondTheLimitIsRefusedBeforeAnythingIsAllocated() {
    byte[] huge = {'T', 0x7f, -1, -1, -1, 0};
    assertThatThrownBy(() -> Frames.readMessage(new ByteArrayInputStream(huge)))
        .isInstanceOf(ProtocolException.class);
    byte[] negative = {'T', -1, -1, -1, -1, 0};
    assertThatThrownBy(() -> Frames.readMessage(new ByteArrayInputStream(negative)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void aPayloadWithBytesLeftOverIsRefused() {
    byte[] leftOver = {'R', 0, 0, 0, 2, 1, 1};
    assertThatThrownBy(() -> Frames.readMessage(new ByteArrayInputStream(leftOver)))
        .isInstanceOf(ProtocolException.class);
  }

  @Provide
  Arbitrary<ParserMessage> messages() {
    var text =
        Arbitraries.strings()
            .ofMaxLength(60)
            .filter(s -> s.chars().noneMatch(c -> Character.isSurrogate((char) c)));
    var metadata = Arbitraries.maps(text, text.list().ofMaxSize(4)).ofMaxSize(6);
    var yes = Arbitraries.of(true, false);
    var pages = Arbitraries.integers().between(-1, 9_999);
    return Arbitraries.oneOf(
        yes.map(Ready::new),
        text.map(TextChunk::new),
        Combinators.combine(text, text).as(Refused::new),
        Combinators.combine(text, metadata, yes, yes, pages)
            .as((type, m, truncated, ocr, n) -> parsed(type, m, truncated, ocr, n)));
  }

  private static Parsed parsed(
      String type, Map<String, List<String>> metadata, boolean truncated, boolean ocr, int pages) {
    return new Parsed(
        type,
        metadata,
        truncated,
        ocr,
        pages < 0 ? OptionalInt.empty() : OptionalInt.of(pages),
        pages < 0 ? List.of() : List.of(0, pages));
  }
}
