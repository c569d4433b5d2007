package uk.org.rmatool.rag;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.rag.collections.Collection;
import uk.org.rmatool.rag.collections.CollectionLimits;
import uk.org.rmatool.rag.collections.Collections;
import uk.org.rmatool.rag.collections.Entry;
import uk.org.rmatool.rag.collections.Entry.Piece;
import uk.org.rmatool.rag.collections.Passage;
import uk.org.rmatool.rag.collections.Search;
import uk.org.rmatool.rag.collections.Search.Mode;
import uk.org.rmatool.rag.embedding.MiniLm;
import uk.org.rmatool.service.chunking.Chunker;

/**
 * How many of the questions find the passage that answers them among the first five: twelve
 * documents in short passages, forty-four questions in words of their own.
 */
class RetrievalTest {
  private static final double FLOOR = 0.9;
  private static final int K = 5;

  @TempDir static Path folder;
  private static MiniLm model;
  private static Collections collections;
  private static Collection collection;

  private record Asked(String document, String question, String answer) {}

  @BeforeAll
  static void index() throws Exception {
    model = new MiniLm(folder.resolve("cache"));
    collections =
        Collections.open(
            folder.resolve("collections"),
            new CollectionLimits(1, 1_000, 10_000),
            MiniLm.NAME,
            Clock.systemUTC());
    collections.make("corpus", "");
    collection = collections.get("corpus");
    for (var document : questions().stream().map(Asked::document).distinct().toList()) {
      var text = resource("corpus/" + document + ".txt");
      var pieces = new ArrayList<Piece>();
      for (var chunk : new Chunker(300, 50).chunks(text)) {
        pieces.add(new Piece(chunk.of(text), chunk.start(), chunk.end(), OptionalInt.empty()));
      }
      var title = text.lines().findFirst().orElseThrow();
      var vectors = new ArrayList<float[]>();
      for (var piece : pieces) {
        vectors.add(model.embed(title + "\n" + piece.text()));
      }
      collection.put(new Entry(document, title, JsonObject.EMPTY_JSON_OBJECT, pieces), vectors);
    }
  }

  @AfterAll
  static void close() {
    collections.close();
  }

  @Test
  void nearlyEveryQuestionFindsItsAnswerAmongTheFirstFive() throws Exception {
    var recall = recall(Mode.HYBRID);
    System.out.printf(
        "recall@%d of %d questions in %d passages: hybrid %.3f, vector %.3f, keyword %.3f%n",
        K,
        questions().size(),
        collection.passages(),
        recall,
        recall(Mode.VECTOR),
        recall(Mode.KEYWORD));
    assertThat(recall).isGreaterThanOrEqualTo(FLOOR);
  }

  private static double recall(Mode mode) throws Exception {
    int found = 0;
    for (var asked : questions()) {
      var search = new Search(asked.question(), mode, JsonObject.EMPTY_JSON_OBJECT, K);
      var passages = collection.search(search, model.embed(asked.question()));
      if (passages.stream().anyMatch(passage -> answers(passage, asked))) {
        found++;
      } else if (mode == Mode.HYBRID) {
        System.out.println("not found: " + asked.question());
      }
    }
    return (double) found / questions().size();
  }

  private static boolean answers(Passage passage, Asked asked) {
    return passage.document().equals(asked.document())
        && passage.text().replace('\n', ' ').contains(asked.answer());
  }

  private static List<Asked> questions() throws IOException {
    return resource("questions.tsv")
        .lines()
        .map(line -> line.split("\t", -1))
        .map(parts -> new Asked(parts[0], parts[1], parts[2]))
        .toList();
  }

  private static String resource(String name) throws IOException {
    try (var in = RetrievalTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
