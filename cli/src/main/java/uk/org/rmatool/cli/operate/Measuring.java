package uk.org.rmatool.cli.operate;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.process.Wait;

/** Watches a worker that is to measure its machine again until it has. */
final class Measuring {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final RouterApi api;
  private final Node before;
  private final Consumer<String> progress;
  private String said = "";
  private Optional<Measured> measured = Optional.empty();

  /**
   * Watches one.
   *
   * @param before as it was when it was not yet asked
   * @param progress gets a line whenever there is something new to say
   */
  Measuring(RouterApi api, Node before, Consumer<String> progress) {
    this.api = api;
    this.before = before;
    this.progress = progress;
  }

  /** What it measured; empty when it had not in time. Failing to ask is no end. */
  Optional<Measured> await(Duration deadline) throws InterruptedException {
    Wait.until(deadline, POLL, this::isDone);
    return measured;
  }

  private boolean isDone() {
    try {
      var found = api.find(before.kind().path(before.id()));
      if (found.doubt().isPresent()) {
        throw found.doubt().get();
      }
      found.json().ifPresentOrElse(json -> look(new Node(before.kind(), json)), this::gone);
    } catch (Failure e) {
      say("not known yet: " + e.sentence());
    }
    return measured.isPresent();
  }

  private void look(Node now) {
    measured = Measured.of(now).filter(it -> !it.at().equals(at(before)));
    if (measured.isEmpty()) {
      var status = now.text("status");
      say(status.isEmpty() || status.equals("healthy") ? "waiting for it to be told" : status);
    }
  }

  private void gone() {
    say("it is gone");
  }

  private static String at(Node node) {
    return Measured.of(node).map(Measured::at).orElse("");
  }

  private void say(String line) {
    if (!line.equals(said)) {
      progress.accept("  " + line);
      said = line;
    }
  }
}
