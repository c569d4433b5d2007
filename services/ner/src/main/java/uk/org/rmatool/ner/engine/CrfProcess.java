package uk.org.rmatool.ner.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import uk.org.rmatool.entities.Entity;

/**
 * A tagger in a process of its own, which answers a line with a line; ner-corenlp's README says
 * how. It is of no more use after a failure, and ends with this process, whose pipe it reads. For
 * one thread at a time.
 */
final class CrfProcess implements AutoCloseable {
  private static final Pattern NAME =
      Pattern.compile("([A-Z]{1,20}) (\\d{1,9}) (\\d{1,9}) ([01]\\.\\d{1,10})");
  private static final double LEAST_SCORE = 0.0001;

  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  private CrfProcess(Process process) {
    this.process = process;
    in = process.outputWriter(UTF_8);
    out = process.inputReader(UTF_8);
  }

  /** Returns when the model is loaded. */
  static CrfProcess start(List<String> command, Duration limit)
      throws IOException, TimeoutException, InterruptedException {
    var started =
        new CrfProcess(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    try {
      if (!started.within(limit, started::readLine).equals("ready")) {
        throw new IOException("The tagger does not say that it is ready.");
      }
      return started;
    } catch (IOException | TimeoutException | InterruptedException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The names of a text, in its order. */
  List<Entity> names(String text, Duration limit)
      throws IOException, TimeoutException, InterruptedException {
    var answer = within(limit, () -> ask(text));
    if (answer.startsWith("!")) {
      throw new IOException("The tagger cannot read a text: " + answer.substring(1));
    }
    var names = new ArrayList<Entity>();
    for (var name : answer.isEmpty() ? new String[0] : answer.split("\t")) {
      parse(name, text.length(), names);
    }
    return names;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String ask(String text) throws IOException {
    in.write(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
    in.write('\n');
    in.flush();
    return readLine();
  }

  private String readLine() throws IOException {
    var line = out.readLine();
    if (line == null) {
      throw new IOException("The tagger has ended.");
    }
    return line;
  }

  private static void parse(String name, int length, List<Entity> names) throws IOException {
    var parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IOException("The tagger says what is no name.");
    }
    int start = Integer.parseInt(parts.group(2));
    int end = Integer.parseInt(parts.group(3));
    double score = Double.parseDouble(parts.group(4));
    if (start >= end || end > length || score > 1) {
      throw new IOException("The tagger names a span that is not in the text.");
    }
    Labels.type(parts.group(1))
        .ifPresent(type -> names.add(new Entity(type, start, end, Math.max(score, LEAST_SCORE))));
  }

  private interface Talk {
    String run() throws IOException;
  }

  private String within(Duration limit, Talk talk)
      throws IOException, TimeoutException, InterruptedException {
    var answer = new FutureTask<>(talk::run);
    Thread.ofVirtual().name("tagger").start(answer);
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }
}
