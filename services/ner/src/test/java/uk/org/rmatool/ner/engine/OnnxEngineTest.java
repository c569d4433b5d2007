package uk.org.rmatool.ner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.PlatformException;

/** The real runtime and the real tokenizer with a model of nine words. */
class OnnxEngineTest {
  private static final Path CACHE = Path.of("target/onnx-cache");

  @TempDir static Path folder;
  private static OnnxEngine engine;

  @BeforeAll
  static void load() throws Exception {
    TinyModel.write(folder);
    engine = OnnxEngine.load(folder, CACHE, Duration.ofSeconds(20));
  }

  @AfterAll
  static void release() {
    engine.close();
  }

  @Test
  void piecesAreWordsAndWordsAreNames() throws Exception {
    assertThat(names("Annabel Lee of Shelter Direct in Leeds on Monday"))
        .containsExactly("PERSON Annabel Lee", "ORGANIZATION Shelter Direct", "LOCATION Leeds");
    assertThat(names("Ann Ann Lee, Leeds Leeds"))
        .containsExactly("PERSON Ann", "PERSON Ann Lee", "LOCATION Leeds", "LOCATION Leeds");
    assertThat(names("Lee of")).containsExactly("PERSON Lee");
    assertThat(names("")).isEmpty();
    assertThat(names(" \n")).isEmpty();
  }

  @Test
  void offsetsCountCharsAlsoBehindEmoji() throws Exception {
    assertThat(names("😀🎉 é Ann of 😀 Leeds")).containsExactly("PERSON Ann", "LOCATION Leeds");
  }

  @Test
  void scoresAreProbabilities() throws Exception {
    double expected = Math.exp(5) / (Math.exp(5) + 6);
    assertThat(engine.names("Ann").getFirst().score()).isCloseTo(expected, within(1e-4));
  }

  @Test
  void aTextLongerThanTheModelsWindowIsReadWholeAndNothingTwice() throws Exception {
    assertThat(names("of Annabel Lee in Leeds ".repeat(300)))
        .hasSize(600)
        .containsOnly("PERSON Annabel Lee", "LOCATION Leeds");
    assertThat(names("Ann ".repeat(1_000))).hasSize(1_000);
  }

  @Test
  void aTextThatTakesTooLongIsGivenUp() throws Exception {
    try (var hasty = OnnxEngine.load(folder, CACHE, Duration.ZERO)) {
      assertThatThrownBy(() -> hasty.names("Ann"))
          .isInstanceOfSatisfying(
              PlatformException.class, e -> assertThat(e.problem().status()).isEqualTo(504));
    }
  }

  @Test
  void whatIsMissingOrBrokenIsSaidAtTheStart(@TempDir Path broken) throws Exception {
    assertThatThrownBy(() -> OnnxEngine.load(broken, CACHE, Duration.ofSeconds(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model.onnx is not there");
    TinyModel.write(broken);
    Files.writeString(broken.resolve("config.json"), "{}");
    assertThatThrownBy(() -> OnnxEngine.load(broken, CACHE, Duration.ofSeconds(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("id2label");
    TinyModel.write(broken);
    Files.writeString(broken.resolve("model.onnx"), "no model");
    assertThatThrownBy(() -> OnnxEngine.load(broken, CACHE, Duration.ofSeconds(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be loaded");
  }

  @Test
  void aModelWithOtherLabelsThanItsConfigurationBreaksOff(@TempDir Path other) throws Exception {
    TinyModel.write(other);
    Files.writeString(other.resolve("config.json"), "{\"id2label\":{\"0\":\"O\"}}");
    try (var wrong = OnnxEngine.load(other, CACHE, Duration.ofSeconds(20))) {
      assertThatThrownBy(() -> wrong.names("Ann"))
          .isInstanceOfSatisfying(
              PlatformException.class, e -> assertThat(e.problem().status()).isEqualTo(502));
    }
  }

  private static List<String> names(String text) {
    return engine.names(text).stream().map(e -> e.type() + " " + e.in(text)).toList();
  }
}
