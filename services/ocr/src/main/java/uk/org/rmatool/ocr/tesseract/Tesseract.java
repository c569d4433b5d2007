package uk.org.rmatool.ocr.tesseract;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.service.work.Confinement;
import uk.org.rmatool.service.work.WorkDirectory;

/** The tesseract program of this machine. */
public final class Tesseract implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Tesseract.class.getName());
  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(10);

  /** Longest table it may print: some hundred thousand words. */
  private static final int MAX_OUTPUT = 16 * 1024 * 1024;

  /** How a shell and Java tell of an end by SIGKILL. */
  private static final int KILLED = 128 + 9;

  private final Runner runner;
  private final String program;
  private final String version;
  private final Set<String> languages;
  private final Semaphore places;
  private final int size;

  private Tesseract(
      Runner runner, String program, String version, Set<String> languages, int size) {
    this.runner = runner;
    this.program = program;
    this.version = version;
    this.languages = languages;
    this.size = size;
    places = new Semaphore(size, true);
  }

  /**
   * Asks the program for its version and languages.
   *
   * @param size how many images it reads at once
   * @throws IOException when it is not there or does not work
   */
  public static Tesseract find(
      String program, Confinement confinement, WorkDirectory work, int size) throws IOException {
    var runner = new Runner(confinement, work);
    var version = ask(runner, program, "--version").getFirst();
    var languages = new TreeSet<>(ask(runner, program, "--list-langs"));
    languages.removeIf(line -> !line.matches("[A-Za-z0-9_/]+") || line.equals("osd"));
    return new Tesseract(runner, program, version.replaceFirst("^tesseract ", ""), languages, size);
  }

  private static List<String> ask(Runner runner, String program, String question)
      throws IOException {
    try {
      var run = runner.run(List.of(program, question), MAX_OUTPUT, QUESTION_LIMIT);
      // older versions answer on standard error
      var lines = (run.output() + "\n" + run.errors()).strip().lines().toList();
      if (run.status() != 0 || lines.isEmpty()) {
        throw new IOException("%s %s fails".formatted(program, question));
      }
      return lines;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  public String version() {
    return version;
  }

  /** Languages that are installed, by tesseract's names. */
  public Set<String> languages() {
    return Set.copyOf(languages);
  }

  /** Whether all of these, as <code>eng+deu</code>, are installed. */
  public boolean has(String wanted) {
    return languages.containsAll(Arrays.asList(wanted.split("\\+", -1)));
  }

  /**
   * Reads an image, after waiting for a free place, and once more when its reader is killed, for
   * that may have been for something else. Throws a {@code PlatformException}: 422 when it cannot
   * be read, 504 when that takes too long.
   *
   * @param language what is looked for, as <code>eng+deu</code>
   * @param segmentation tesseract's page segmentation mode
   */
  public Layout read(Path image, String language, int segmentation, Duration limit)
      throws IOException, InterruptedException {
    places.acquire();
    try {
      var words =
          List.of(
              program,
              image.toString(),
              "stdout",
              "-l",
              language,
              "--psm",
              Integer.toString(segmentation),
              "tsv");
      var run = runner.run(words, MAX_OUTPUT, limit);
      if (run.status() == KILLED && !run.timedOut() && run.output().isEmpty()) {
        run = runner.run(words, MAX_OUTPUT, limit);
      }
      return layout(run, limit);
    } finally {
      places.release();
    }
  }

  private static Layout layout(Runner.Run run, Duration limit) {
    if (run.timedOut()) {
      throw new PlatformException(
          ProblemType.UPSTREAM_TIMED_OUT,
          "The image could not be read within %d seconds.".formatted(limit.toSeconds()));
    }
    if (run.status() != 0) {
      LOG.log(Level.DEBUG, "tesseract failed. status={0} says={1}", run.status(), run.errors());
      throw unreadable(
          run.status() == 1 && run.errors().contains("rror")
              ? "The image cannot be read: it is of no kind that tesseract knows, or damaged."
              : "The image cannot be read; it may need more memory than it may take.");
    }
    try {
      return Layout.parse(run.output());
    } catch (IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "tesseract''s table cannot be read.", e);
      throw unreadable(
          "The image holds more text than is given, or tesseract says nonsense of it.");
    }
  }

  private static PlatformException unreadable(String detail) {
    return new PlatformException(
        Problem.of(ProblemType.INVALID_FIELDS, detail).withTitle("Unreadable image"));
  }

  /** How many images are being read. */
  public int running() {
    return size - places.availablePermits();
  }

  /** Ends what is running; images in progress are answered with an error. */
  @Override
  public void close() {
    runner.close();
  }
}
