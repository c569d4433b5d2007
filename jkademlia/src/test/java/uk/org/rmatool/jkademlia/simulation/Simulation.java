package uk.org.rmatool.jkademlia.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Time and chance of a simulated network. What happens at one time happens in the order given. */
public final class Simulation {
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

  private final long seed;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private Instant now = START;
  private long sequence;

  private record Event(Instant at, long sequence, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int order = at.compareTo(other.at);
      return order == 0 ? Long.compare(sequence, other.sequence) : order;
    }
  }

  /** A rule was broken; the message names the seed with which it happens again. */
  public static final class Failure extends AssertionError {
    private static final long serialVersionUID = 1L;

    Failure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  public Simulation(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  public Instant now() {
    return now;
  }

  public RandomGenerator random() {
    return random;
  }

  /** A source of chance of its own, so that what one node draws does not depend on others. */
  public RandomGenerator newRandom() {
    return random.split();
  }

  public void at(Instant time, Runnable action) {
    events.add(new Event(time.isBefore(now) ? now : time, sequence++, action));
  }

  public void after(Duration delay, Runnable action) {
    at(now.plus(delay), action);
  }

  /** Does something again and again, the first time after one period. */
  public void every(Duration period, Runnable action) {
    after(
        period,
        () -> {
          action.run();
          every(period, action);
        });
  }

  /** Lets so much time go by. */
  public void run(Duration time) {
    var end = now.plus(time);
    while (!events.isEmpty() && !events.peek().at().isAfter(end)) {
      next();
    }
    now = end;
  }

  /**
   * Lets time go by until something holds.
   *
   * @throws Failure if it does not within the limit
   */
  public void await(String what, Duration limit, BooleanSupplier condition) {
    var end = now.plus(limit);
    while (!condition.getAsBoolean()) {
      if (events.isEmpty() || events.peek().at().isAfter(end)) {
        throw failure("not within " + limit + ": " + what, null);
      }
      next();
    }
  }

  /** Fails unless something holds. */
  public void check(boolean holds, String what) {
    if (!holds) {
      throw failure(what, null);
    }
  }

  private void next() {
    var event = events.remove();
    now = event.at();
    try {
      event.action().run();
    } catch (Failure failure) {
      throw failure;
    } catch (RuntimeException | AssertionError broken) {
      throw failure(String.valueOf(broken.getMessage()), broken);
    }
  }

  private Failure failure(String what, Throwable cause) {
    return new Failure(
        "seed %d, after %s: %s".formatted(seed, Duration.between(START, now), what), cause);
  }
}
