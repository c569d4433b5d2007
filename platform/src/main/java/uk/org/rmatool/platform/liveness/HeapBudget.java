package uk.org.rmatool.platform.liveness;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A share of the heap that what strangers announce may take, so that they cannot exhaust it. What
 * is kept in the database was within it, so a new start does not exhaust the heap either.
 */
public final class HeapBudget {
  /** What any value takes beside its characters, roughly, in bytes. */
  private static final long VALUE = 100;

  private final long max;
  private final AtomicLong used = new AtomicLong();

  /**
   * Nothing of it is used yet.
   *
   * @param share of the largest heap, from 0 to 1
   */
  public static HeapBudget share(double share) {
    return new HeapBudget((long) (Runtime.getRuntime().maxMemory() * share));
  }

  /**
   * Nothing of it is used yet.
   *
   * @param max in bytes
   */
  public HeapBudget(long max) {
    this.max = max;
  }

  /** Whether so many bytes more would be within it. */
  public boolean hasRoom(long bytes) {
    return bytes <= 0 || used.get() + bytes <= max;
  }

  /** So many bytes more are used; less, if negative. */
  public void use(long bytes) {
    used.addAndGet(bytes);
  }

  /** Roughly what a text takes, in bytes. */
  public static long of(String text) {
    return VALUE + text.length();
  }

  /** Roughly what a parsed value takes, in bytes. */
  public static long of(JsonValue value) {
    return VALUE
        + switch (value) {
          case JsonString s -> s.getChars().length();
          case JsonNumber n -> n.toString().length();
          case JsonArray list -> list.stream().mapToLong(HeapBudget::of).sum();
          case JsonObject object ->
              object.entrySet().stream().mapToLong(e -> of(e.getKey()) + of(e.getValue())).sum();
          default -> 0;
        };
  }
}
