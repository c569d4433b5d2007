package uk.org.rmatool.service.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  private static final Chunker CHUNKER = new Chunker(100, 30);

  @Test
  void aShortTextIsOnePassageWithoutTheBlanksAroundIt() {
    assertThat(CHUNKER.chunks("  Hello.\n")).containsExactly(new Chunk(2, 8));
    assertThat(CHUNKER.chunks("")).isEmpty();
    assertThat(CHUNKER.chunks(" \n\t ")).isEmpty();
  }

  @Test
  void aTextIsCutBetweenParagraphsRatherThanSentencesRatherThanWords() {
    var paragraphs =
        "One two three. Four five six. Seven eight nine ten, eleven.\n\nTwelve. "
            + "Word ".repeat(20);
    assertThat(CHUNKER.chunks(paragraphs).getFirst().of(paragraphs)).endsWith("eleven.");
    var sentences =
        "One two three four five six seven eight nine ten eleven twelve. " + "word ".repeat(20);
    assertThat(CHUNKER.chunks(sentences).getFirst().of(sentences)).endsWith("twelve.");
    var words = "word ".repeat(50);
    assertThat(CHUNKER.chunks(words).getFirst().of(words)).hasSizeBetween(90, 100).endsWith("word");
  }

  @Test
  void neighboursShareSomeWholeWords() {
    var text = "alpha beta gamma delta epsilon ".repeat(10);
    var chunks = CHUNKER.chunks(text);
    for (int i = 1; i < chunks.size(); i++) {
      var shared = chunks.get(i - 1).end() - chunks.get(i).start();
      assertThat(shared).isBetween(1, 30);
      assertThat(text.charAt(chunks.get(i).start() - 1)).isEqualTo(' ');
    }
  }

  @Test
  void aSectionBeginsAPassageThatRepeatsNothing() {
    var start = "# Manual\n\n## Lamp\n\n" + "The lamp is lit at dusk. ".repeat(4) + "\n\n";
    var text = start + "## Horn\n\nIt is sounded in fog.\n\n### Coda\n\nThe end.";
    assertThat(new Chunker(200, 30).chunks(text))
        .extracting(chunk -> chunk.of(text))
        .containsExactly(start.strip(), text.substring(start.length()));
  }

  @Test
  void whateverTheTextEveryCharacterButBlanksIsInAPassageAndNoneIsTooLong() {
    var random = new Random(3);
    var alphabet = "ab .\n# \u3002\ud83d";
    for (int round = 0; round < 300; round++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(1_000); n > 0; n--) {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        text.append(Character.isHighSurrogate(c) ? "\ud83d\ude00" : c);
      }
      var covered = new boolean[text.length()];
      for (var chunk : CHUNKER.chunks(text.toString())) {
        assertThat(chunk.end() - chunk.start()).isBetween(1, 100);
        assertThat(Character.isLowSurrogate(text.charAt(chunk.start()))).isFalse();
        for (int i = chunk.start(); i < chunk.end(); i++) {
          covered[i] = true;
        }
      }
      for (int i = 0; i < covered.length; i++) {
        assertThat(covered[i] || Character.isWhitespace(text.charAt(i))).isTrue();
      }
    }
  }

  @Test
  void sizesThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> new Chunker(99, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Chunker(200, 100)).isInstanceOf(IllegalArgumentException.class);
  }
}
