package uk.org.rmatool.ner.engine;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.entities.Entity;

/**
 * A tagger's process, kept running: one that ends, breaks off or takes too long is replaced. It
 * reads one text at a time, and one over which it broke off once more, for it may have been killed
 * for something else.
 */
public final class CrfEngine implements Engine {
  /** Who is named when a text fails at the tagger. */
  public static final String HOP = "ner-extraction";

  private static final Logger LOG = System.getLogger(CrfEngine.class.getName());
  private static final Duration LOADING = Duration.ofMinutes(2);
  private static final String MODEL =
      "models/edu/stanford/nlp/models/ner/english.all.3class.distsim.crf.ser.gz";
  private static final String PROGRAM = "rma-ner-corenlp.jar";

  private final List<String> command;
  private final Duration timeout;
  private final ReentrantLock turn = new ReentrantLock(true);
  private volatile @Nullable CrfProcess process;
  private volatile boolean closed;
  private volatile Optional<String> trouble = Optional.empty();

  private CrfEngine(List<String> command, Duration timeout) {
    this.command = List.copyOf(command);
    this.timeout = timeout;
  }

  /**
   * The words that start what <code>./rma fetch ner-extraction</code> makes.
   *
   * @param folder <code>services/ner-corenlp/target</code> of a checkout
   * @throws IOException when it is not there
   */
  public static List<String> command(Path folder, int heapMb) throws IOException {
    for (var file : List.of(PROGRAM, MODEL)) {
      if (!Files.isReadable(folder.resolve(file))) {
        throw new FileNotFoundException(
            "models not there (%s); run ./rma fetch ner-extraction"
                .formatted(folder.resolve(file)));
      }
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMb + "m",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-jar",
        folder.resolve(PROGRAM).toString(),
        folder.resolve(MODEL).toString());
  }

  /**
   * Returns when the tagger is ready.
   *
   * @param timeout how long a text may take, and how long it may wait for others
   */
  public static CrfEngine start(List<String> command, Duration timeout) throws IOException {
    var engine = new CrfEngine(command, timeout);
    try {
      engine.process = CrfProcess.start(command, LOADING);
      return engine;
    } catch (TimeoutException e) {
      throw new IOException("The tagger has not loaded its model in time.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The start was given up.", e);
    }
  }

  @Override
  public String name() {
    return "corenlp-crf";
  }

  @Override
  public List<Entity> names(String text) throws InterruptedException {
    if (!turn.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw PlatformException.retryLater(
          ProblemType.SATURATED, "Other texts keep the tagger busy.", Duration.ofSeconds(5));
    }
    boolean whole = false;
    try {
      var names = read(text);
      whole = true;
      return names;
    } catch (TimeoutException e) {
      throw failed(
          ProblemType.UPSTREAM_TIMED_OUT,
          "Finding names took longer than %d seconds.".formatted(timeout.toSeconds()));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The tagger broke off. cause={0}", e.toString());
      throw failed(
          ProblemType.UPSTREAM_FAILED, "The tagger broke off on this text twice and is replaced.");
    } finally {
      if (!whole) {
        discard();
      }
      turn.unlock();
    }
  }

  private List<Entity> read(String text)
      throws IOException, TimeoutException, InterruptedException {
    try {
      return running().names(text, timeout);
    } catch (IOException e) {
      LOG.log(Level.INFO, "The tagger broke off; the text is read again. cause={0}", e.toString());
      discard();
      return running().names(text, timeout);
    }
  }

  @Override
  public Optional<String> trouble() {
    return trouble;
  }

  /** Does not wait for a text that is being read; that fails. */
  @Override
  public void close() {
    closed = true;
    var current = process;
    if (current != null) {
      current.close();
    }
  }

  private CrfProcess running() throws InterruptedException {
    var current = process;
    if (current != null && current.isAlive()) {
      return current;
    }
    discard();
    if (closed) {
      throw failed(ProblemType.UPSTREAM_FAILED, "The service is stopping.");
    }
    try {
      var next = CrfProcess.start(command, LOADING);
      process = next;
      trouble = Optional.empty();
      return next;
    } catch (IOException | TimeoutException e) {
      LOG.log(Level.ERROR, "The tagger does not start. cause={0}", e.toString());
      trouble = Optional.of("The tagger does not start: " + e.getMessage());
      throw failed(ProblemType.UPSTREAM_FAILED, "The tagger does not start; the log says why.");
    }
  }

  private void discard() {
    var current = process;
    if (current != null) {
      current.close();
      process = null;
    }
  }

  private static PlatformException failed(ProblemType type, String detail) {
    return new PlatformException(Problem.of(type, detail).with("hop", HOP));
  }
}
