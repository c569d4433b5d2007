package uk.org.rmatool.ner.engine;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.entities.Entity;

/**
 * A token classification model in the ONNX format, as Hugging Face's exporters write it: <code>
 * model.onnx</code>, <code>tokenizer.json</code> and <code>config.json</code>. Long texts are read
 * in windows that overlap; of an overlap each window has the half that it sees more around.
 */
public final class OnnxEngine implements Engine {
  private static final Logger LOG = System.getLogger(OnnxEngine.class.getName());

  /** Tokens that two windows share; even. */
  static final int STRIDE = 64;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final HuggingFaceTokenizer tokenizer;
  private final OnnxConfig config;
  private final Duration timeout;

  private OnnxEngine(
      OrtEnvironment environment,
      OrtSession session,
      HuggingFaceTokenizer tokenizer,
      OnnxConfig config,
      Duration timeout) {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
    this.config = config;
    this.timeout = timeout;
  }

  /**
   * Loads the model of a folder.
   *
   * @param cache where the tokenizer's native library is unpacked
   * @param timeout how long a text may take
   */
  public static OnnxEngine load(Path folder, Path cache, Duration timeout) throws IOException {
    // The tokenizer's library would look for a GPU's variant on the network, and count its users.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("DJL_CACHE_DIR", cache.toAbsolutePath().toString());
    for (var file : List.of("model.onnx", "tokenizer.json", "config.json")) {
      if (!Files.isReadable(folder.resolve(file))) {
        throw new FileNotFoundException("%s is not there.".formatted(folder.resolve(file)));
      }
    }
    var config = OnnxConfig.read(folder.resolve("config.json"));
    try {
      var environment = OrtEnvironment.getEnvironment();
      var session = environment.createSession(folder.resolve("model.onnx").toString());
      var tokenizer =
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(folder.resolve("tokenizer.json"))
              .optTruncation(true)
              .optMaxLength(config.window())
              .optStride(STRIDE)
              .optWithOverflowingTokens(true)
              .optPadding(false)
              .build();
      return new OnnxEngine(environment, session, tokenizer, config, timeout);
    } catch (OrtException | RuntimeException | UnsatisfiedLinkError e) {
      throw new IOException("The model in %s cannot be loaded.".formatted(folder), e);
    }
  }

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public List<Entity> names(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    long started = System.nanoTime();
    var words = new TokenWords(text, config.labels());
    try {
      var first = tokenizer.encode(readable(text));
      var rest = first.getOverflowing();
      for (int i = 0; i <= rest.length; i++) {
        if (System.nanoTime() - started > timeout.toNanos()) {
          throw failed(
              ProblemType.UPSTREAM_TIMED_OUT,
              "Finding names took longer than %d seconds.".formatted(timeout.toSeconds()));
        }
        var window = i == 0 ? first : rest[i - 1];
        words.add(window, logits(window), i > 0, i < rest.length);
      }
      return words.entities();
    } catch (OrtException e) {
      LOG.log(Level.WARNING, "The model broke off. cause={0}", e.toString());
      throw failed(ProblemType.UPSTREAM_FAILED, "The model broke off on this text.");
    }
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public void close() {
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      LOG.log(Level.DEBUG, "The model was not released cleanly.", e);
    }
  }

  /** Native code takes neither NUL nor half a surrogate pair; as long as before. */
  private static String readable(String text) {
    var readable = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? ' ' : c)
        .forEach(readable::appendCodePoint);
    return readable.toString();
  }

  private float[][] logits(Encoding window) throws OrtException {
    var inputs = new HashMap<String, OnnxTensor>();
    try {
      for (var name : session.getInputNames()) {
        inputs.put(name, OnnxTensor.createTensor(environment, new long[][] {input(name, window)}));
      }
      try (var result = session.run(inputs)) {
        return result.get(0).getValue() instanceof float[][][] batch
                && batch[0].length == window.getIds().length
                && batch[0][0].length == config.labels().size()
            ? batch[0]
            : refused();
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static long[] input(String name, Encoding window) throws OrtException {
    return switch (name) {
      case "input_ids" -> window.getIds();
      case "attention_mask" -> window.getAttentionMask();
      case "token_type_ids" -> window.getTypeIds();
      default -> throw new OrtException("The model wants an input '%s'.".formatted(name));
    };
  }

  private static float[][] refused() throws OrtException {
    throw new OrtException("The model's first output has not a number for each token and label.");
  }

  private static PlatformException failed(ProblemType type, String detail) {
    return new PlatformException(Problem.of(type, detail).with("hop", CrfEngine.HOP));
  }
}
