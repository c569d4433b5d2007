package uk.org.rmatool.rag.embedding;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * all-MiniLM-L6-v2, quantized, from its jar: sentences to unit vectors of 384 dimensions. A text of
 * more than 510 word pieces is embedded piecewise, its vector the weighted mean.
 */
public final class MiniLm {
  public static final String NAME = "all-minilm-l6-v2-q";
  public static final int DIMENSIONS = 384;

  /** Longest text, in characters: well above 8,192 tokens of ordinary language. */
  public static final int MAX_TEXT = 40_000;

  /** The model uses every core for one text; more at once only take memory. */
  private static final int AT_ONCE = 2;

  private final EmbeddingModel model;
  private final Semaphore places = new Semaphore(AT_ONCE, true);

  /**
   * What a text came to.
   *
   * @param vectors one for each text, of length 1
   * @param tokens word pieces of all texts together
   */
  public record Embedded(List<float[]> vectors, int tokens) {
    public Embedded {
      vectors = List.copyOf(vectors);
    }
  }

  /**
   * Loads the model, in about a second.
   *
   * @param cache where the tokenizer's library is unpacked to, once
   */
  public MiniLm(Path cache) throws IOException {
    Files.createDirectories(cache);
    System.setProperty("DJL_CACHE_DIR", cache.toString());
    System.setProperty("OPT_OUT_TRACKING", "true"); // it would tell its maker of each start
    System.setProperty("ai.djl.offline", "true");
    model = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
    var unused = model.embed("ready");
  }

  /** Embeds texts, each of at most {@link #MAX_TEXT} characters and none blank, in their order. */
  public Embedded embed(List<String> texts) throws InterruptedException {
    var vectors = new ArrayList<float[]>(texts.size());
    int tokens = 0;
    for (var text : texts) {
      places.acquire();
      try {
        var answer = model.embedAll(List.of(TextSegment.from(text)));
        vectors.add(answer.content().getFirst().vector());
        var usage = answer.tokenUsage();
        tokens += usage == null ? 0 : usage.inputTokenCount();
      } finally {
        places.release();
      }
    }
    return new Embedded(vectors, tokens);
  }

  /** Embeds one text. */
  public float[] embed(String text) throws InterruptedException {
    return embed(List.of(text)).vectors().getFirst();
  }
}
