package uk.org.rmatool.worker.owner;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;

/**
 * Hours of the day.
 *
 * @param text as the owner wrote them
 * @param spans one after the other; none is the whole day
 */
record Hours(String text, List<Span> spans) {
  /** From a time up to, and without, another; over midnight if that is earlier. */
  record Span(LocalTime from, LocalTime to) {
    boolean contains(LocalTime time) {
      var begun = !time.isBefore(from);
      var ended = !time.isBefore(to);
      return from.isBefore(to) ? begun && !ended : begun || !ended;
    }
  }

  Hours {
    spans = List.copyOf(spans);
  }

  /**
   * Reads <code>22:00-06:00</code>, several separated by commas.
   *
   * @throws IllegalArgumentException with a sentence
   */
  static Hours parse(String text) {
    var stripped = text.strip();
    try {
      return new Hours(
          stripped,
          Arrays.stream(stripped.split(",")).filter(it -> !it.isBlank()).map(Hours::span).toList());
    } catch (DateTimeParseException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "WORKER_HOURS '%s' are no hours; nights are 22:00-06:00.".formatted(text), e);
    }
  }

  private static Span span(String text) {
    var ends = text.split("-");
    return new Span(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()));
  }

  boolean contain(LocalTime time) {
    return spans.isEmpty() || spans.stream().anyMatch(span -> span.contains(time));
  }
}
