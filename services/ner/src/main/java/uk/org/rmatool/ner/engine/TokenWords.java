package uk.org.rmatool.ner.engine;

import ai.djl.huggingface.tokenizers.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.entities.Entity;
import uk.org.rmatool.entities.EntityType;

/**
 * Puts tokens together to words and labelled words to names. A word has the label of its first
 * token; B- begins a name, I- continues one of its type.
 */
final class TokenWords {
  private record Word(int window, long id, int start, int end, String label, double score) {}

  private final String text;
  private final int[] chars;
  private final List<String> labels;
  private final List<Word> words = new ArrayList<>();
  private int windows;

  TokenWords(String text, List<String> labels) {
    this.text = text;
    this.labels = labels;
    chars = charsBeforeCodePoints(text);
  }

  /**
   * Adds what a window holds.
   *
   * @param logits for each token a number for each label
   * @param shared whether its first tokens are in the window before, too
   * @param shares whether its last tokens are in the window after, too
   */
  void add(Encoding window, float[][] logits, boolean shared, boolean shares) {
    var content = content(window);
    int from = shared ? OnnxEngine.STRIDE / 2 : 0;
    int to = content.size() - (shares ? OnnxEngine.STRIDE / 2 : 0);
    for (int i = from; i < to; i++) {
      add(window, content.get(i), logits);
    }
    windows++;
  }

  /** The names, in the order of the text. */
  List<Entity> entities() {
    var names = new ArrayList<Entity>();
    Optional<EntityType> open = Optional.empty();
    for (var word : words) {
      var type = type(word.label());
      if (type.isPresent() && type.equals(open) && !word.label().startsWith("B-")) {
        var name = names.removeLast();
        names.add(
            new Entity(
                name.type(), name.start(), word.end(), Math.min(name.score(), word.score())));
      } else {
        type.ifPresent(it -> names.add(new Entity(it, word.start(), word.end(), word.score())));
      }
      open = type;
    }
    return names;
  }

  private static List<Integer> content(Encoding window) {
    var content = new ArrayList<Integer>();
    long[] special = window.getSpecialTokenMask();
    for (int i = 0; i < special.length; i++) {
      if (special[i] == 0 && window.getCharTokenSpans()[i] != null) {
        content.add(i);
      }
    }
    return content;
  }

  private void add(Encoding window, int token, float[][] logits) {
    var span = window.getCharTokenSpans()[token];
    int start = chars[span.getStart()];
    int end = chars[span.getEnd()];
    long id = window.getWordIds()[token];
    if (!words.isEmpty() && continues(words.getLast(), id, start)) {
      var word = words.removeLast();
      words.add(new Word(windows, id, word.start(), end, word.label(), word.score()));
    } else if (end > start) {
      int best = best(logits[token]);
      words.add(
          new Word(windows, id, start, end, labels.get(best), probability(logits[token], best)));
    }
  }

  /**
   * In another window the same word may have another number, but then it goes on where it ended.
   */
  private boolean continues(Word word, long id, int start) {
    return word.window() == windows
        ? word.id() == id
        : word.end() == start && !Character.isWhitespace(text.charAt(start));
  }

  /** The tokenizer counts code points. */
  private static int[] charsBeforeCodePoints(String text) {
    int[] chars = new int[text.codePointCount(0, text.length()) + 1];
    for (int i = 1; i < chars.length; i++) {
      chars[i] = text.offsetByCodePoints(chars[i - 1], 1);
    }
    return chars;
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private static double probability(float[] logits, int label) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - logits[label]);
    }
    return 1 / sum;
  }

  private static Optional<EntityType> type(String label) {
    return Labels.type(label.replaceFirst("^[BIESLU]-", ""));
  }
}
