package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** What is to happen later, in the order of its time. */
final class Timers {
  private final PriorityQueue<Timer> queue =
      new PriorityQueue<>(Comparator.comparing(Timer::at).thenComparingLong(Timer::sequence));

  private long sequence;

  private record Timer(Instant at, long sequence, Consumer<Instant> action) {}

  void in(Duration time, Instant now, Consumer<Instant> action) {
    queue.add(new Timer(now.plus(time), sequence++, action));
  }

  void run(Instant now) {
    for (var next = queue.peek(); next != null && !next.at.isAfter(now); next = queue.peek()) {
      queue.remove();
      next.action.accept(now);
    }
  }

  Optional<Instant> next() {
    return Optional.ofNullable(queue.peek()).map(Timer::at);
  }
}
