package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is to happen later, in the order of its time. */
final class Timers {
  private final PriorityQueue<Timer> queue = new PriorityQueue<>();

  private long sequence;

  /** One thing that is to happen, unless it is cancelled. */
  static final class Timer implements Comparable<Timer> {
    private final Instant at;
    private final long sequence;
    private @Nullable Consumer<Instant> action;

    private Timer(Instant at, long sequence, Consumer<Instant> action) {
      this.at = at;
      this.sequence = sequence;
      this.action = action;
    }

    @Override
    public int compareTo(Timer other) {
      int order = at.compareTo(other.at);
      return order == 0 ? Long.compare(sequence, other.sequence) : order;
    }

    /** It will not happen, and nobody is woken for it. */
    void cancel() {
      action = null;
    }
  }

  Timer in(Duration time, Instant now, Consumer<Instant> action) {
    var timer = new Timer(now.plus(time), sequence++, action);
    queue.add(timer);
    return timer;
  }

  void run(Instant now) {
    for (var next = queue.peek(); next != null && !next.at.isAfter(now); next = queue.peek()) {
      queue.remove();
      if (next.action != null) {
        next.action.accept(now);
      }
    }
  }

  Optional<Instant> next() {
    var next = queue.peek();
    while (next != null && next.action == null) {
      queue.remove();
      next = queue.peek();
    }
    return Optional.ofNullable(next).map(timer -> timer.at);
  }
}
