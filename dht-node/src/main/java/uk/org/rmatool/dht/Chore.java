package uk.org.rmatool.dht;

import java.time.Duration;
import java.util.function.Supplier;

/** Something that is to be done from time to time; times are those of {@link System#nanoTime}. */
final class Chore {
  /** However often it is hurried, so much time lies between two times. */
  static final Duration LEAST_PAUSE = Duration.ofSeconds(5);

  private final String name;
  private final Supplier<Duration> action;
  private volatile boolean hurried;
  private volatile boolean done;
  private volatile long doneAt;
  private volatile long due;

  Chore(String name, Supplier<Duration> action, long due) {
    this.name = name;
    this.action = action;
    this.due = due;
  }

  String name() {
    return name;
  }

  /** It is wanted sooner than planned. */
  void hurry() {
    hurried = true;
  }

  boolean isDue(long now) {
    return due - now <= 0 || (hurried && (!done || now - doneAt >= LEAST_PAUSE.toNanos()));
  }

  /** How long until it is planned to be done. */
  long untilDue(long now) {
    return due - now;
  }

  /** Does it, and gives after how long it is to be done again. */
  Duration perform() {
    hurried = false;
    return action.get();
  }

  /** It was done, well or not. */
  void done(long now, Duration pause) {
    done = true;
    doneAt = now;
    due = now + pause.toNanos();
  }
}
