package uk.org.rmatool.cli.operate;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.process.Wait;

/** Watches a node that has just been drained until nothing is left at it. */
final class Emptying {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final RouterApi api;
  private final Node node;
  private final Consumer<String> progress;
  private final long start = System.nanoTime();
  private String said = "";

  /**
   * Begins when the drain was decided.
   *
   * @param progress gets a line whenever there is something new to say
   */
  Emptying(RouterApi api, Node node, Consumer<String> progress) {
    this.api = api;
    this.node = node;
    this.progress = progress;
  }

  /** Whether it was empty in time. Failing to ask is no end: routers are restarted, too. */
  boolean await(Duration deadline) throws InterruptedException {
    return Wait.until(deadline, POLL, this::isEmpty);
  }

  private boolean isEmpty() {
    try {
      return node.kind() == Kind.WORKER ? hasNoCalls() : hasNoWorkers();
    } catch (Failure e) {
      say("not known yet: " + e.sentence());
      return false;
    }
  }

  private boolean hasNoCalls() {
    var answer = api.find(node.kind().path(node.id()));
    if (answer.doubt().isPresent()) {
      throw answer.doubt().get();
    }
    var found = answer.json().map(json -> new Node(node.kind(), json));
    if (found.isEmpty() || found.get().state().equals(Node.GONE)) {
      return empty("it is gone");
    }
    var worker = found.get();
    var calls = worker.number("active_requests");
    if (calls.isEmpty()) {
      say("not known yet how many calls it has: " + worker.why());
      return false;
    }
    if (!isSince(worker.number("age_seconds"))) {
      say("waiting for its next heartbeat");
      return false;
    }
    return calls.getAsDouble() == 0
        ? empty("no calls left")
        : left((long) calls.getAsDouble(), "call");
  }

  /** What a worker said before it was drained says nothing about the calls it has now. */
  private boolean isSince(OptionalDouble ageSeconds) {
    var elapsed = Duration.ofNanos(System.nanoTime() - start);
    return ageSeconds.isEmpty() || ageSeconds.getAsDouble() * 1000 < elapsed.toMillis();
  }

  private boolean hasNoWorkers() {
    var count = new AtomicLong();
    var workers = new Listing(api, Kind.WORKER);
    workers.forEach(
        worker -> {
          if (worker.text("coordinator").equals(node.id())) {
            count.incrementAndGet();
          }
        });
    if (workers.misses(node.id())) {
      say("not known yet: the coordinator does not answer");
      return false;
    }
    return count.get() == 0 ? empty("no workers left") : left(count.get(), "worker");
  }

  private boolean left(long count, String what) {
    say("waiting: %d %s%s left".formatted(count, what, count == 1 ? "" : "s"));
    return false;
  }

  private boolean empty(String line) {
    say(line);
    return true;
  }

  private void say(String line) {
    if (!line.equals(said)) {
      progress.accept("  " + line);
      said = line;
    }
  }
}
