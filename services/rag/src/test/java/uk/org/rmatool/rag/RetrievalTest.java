package uk.org.rmatool.rag;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uk.org.rmatool.rag.collections.Collection;
import uk.org.rmatool.rag.collections.CollectionLimits;
import uk.org.rmatool.rag.collections.Collections;
import uk.org.rmatool.rag.collections.Entry;
import uk.org.rmatool.rag.collections.Entry.Piece;
import uk.org.rmatool.rag.collections.Passage;
import uk.org.rmatool.rag.collections.Search;
import uk.org.rmatool.rag.collections.Search.Mode;
import uk.org.rmatool.rag.embedding.MiniLm;

/**
 * How many questions, in words of their own, find the passage that answers them among the first
 * five.
 */
class RetrievalTest {
  private static final int K = 5;

  @TempDir static Path folder;
  private static MiniLm model;
  private static Collections collections;

  /** Documents, and the questions about them. */
  private enum Corpus {
    /** Twelve short texts that were written for this test. */
    TEXTS("questions.tsv", 0.9) {
      @Override
      String text(String document) throws IOException {
        return resource("corpus/" + document + ".txt");
      }
    },

    /** The platform's manual in this checkout: real pages, with headings, tables and code. */
    MANUAL("manual.tsv", 0.4) {
      @Override
      String text(String document) throws IOException {
        return Files.readString(Path.of("..", "..").resolve(document));
      }
    };

    private final String questions;
    private final double floor;

    Corpus(String questions, double floor) {
      this.questions = questions;
      this.floor = floor;
    }

    abstract String text(String document) throws IOException;

    List<Asked> questions() throws IOException {
      return resource(questions)
          .lines()
          .map(line -> line.split("\t", -1))
          .map(parts -> new Asked(parts[0], parts[1], parts[2]))
          .toList();
    }
  }

  /** A question, and a phrase of the passage of that document which answers it. */
  private record Asked(String document, String question, String answer) {
    boolean isAnsweredBy(String text) {
      return text.replace('\n', ' ').contains(answer);
    }
  }

  @BeforeAll
  static void open() throws Exception {
    model = new MiniLm(folder.resolve("cache"));
    collections =
        Collections.open(
            folder.resolve("collections"),
            new CollectionLimits(Corpus.values().length, 10_000, 100_000),
            MiniLm.NAME,
            Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    collections.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyAnswerStandsInItsDocument(Corpus corpus) throws Exception {
    var lost = new ArrayList<String>();
    for (var asked : corpus.questions()) {
      if (!asked.isAnsweredBy(corpus.text(asked.document()))) {
        lost.add(
            "%s has no \"%s\" (any more) to answer \"%s\""
                .formatted(asked.document(), asked.answer(), asked.question()));
      }
    }
    assertThat(lost).as("answers to be brought up to date in %s", corpus.questions).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void mostQuestionsFindTheirAnswerAmongTheFirstFive(Corpus corpus) throws Exception {
    var questions = corpus.questions();
    var collection = index(corpus);
    var recall = recall(questions, collection, Mode.HYBRID);
    System.out.printf(
        "recall@%d of %d questions in %d passages of %s: hybrid %.3f, vector %.3f, keyword %.3f%n",
        K,
        questions.size(),
        collection.passages(),
        corpus,
        recall,
        recall(questions, collection, Mode.VECTOR),
        recall(questions, collection, Mode.KEYWORD));
    assertThat(recall).isGreaterThanOrEqualTo(corpus.floor);
  }

  @Test
  void aLongerListBeginsAsAShortOne() throws Exception {
    var collection = index(Corpus.TEXTS);
    for (var asked : Corpus.TEXTS.questions()) {
      var vector = model.embed(asked.question());
      var few = collection.search(search(asked, Mode.HYBRID, K), vector);
      var many = collection.search(search(asked, Mode.HYBRID, Search.MAX_LIMIT), vector);
      assertThat(many).startsWith(few.toArray(Passage[]::new));
    }
  }

  private static Search search(Asked asked, Mode mode, int limit) {
    return new Search(asked.question(), mode, JsonObject.EMPTY_JSON_OBJECT, limit);
  }

  private static Collection index(Corpus corpus) throws Exception {
    var name = corpus.name().toLowerCase(Locale.ROOT);
    collections.make(name, "");
    var collection = collections.get(name);
    for (var document : corpus.questions().stream().map(Asked::document).distinct().toList()) {
      var text = corpus.text(document);
      var title = text.lines().findFirst().orElseThrow().replaceFirst("^# ", "");
      var passages = Piece.of(text, RagService.CHUNKER);
      var entry = new Entry(document, title, JsonObject.EMPTY_JSON_OBJECT, passages);
      collection.put(entry, model.embed(entry.readings()).vectors());
    }
    return collection;
  }

  private static double recall(List<Asked> questions, Collection collection, Mode mode)
      throws Exception {
    int found = 0;
    for (var asked : questions) {
      var passages = collection.search(search(asked, mode, K), model.embed(asked.question()));
      if (passages.stream()
          .filter(passage -> passage.document().equals(asked.document()))
          .anyMatch(passage -> asked.isAnsweredBy(passage.text()))) {
        found++;
      } else if (mode == Mode.HYBRID) {
        System.out.printf("not found: %s (%s)%n", asked.question(), asked.document());
      }
    }
    return (double) found / questions.size();
  }

  private static String resource(String name) throws IOException {
    try (var in = RetrievalTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
