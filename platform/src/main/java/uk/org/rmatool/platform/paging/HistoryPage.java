package uk.org.rmatool.platform.paging;

import jakarta.json.JsonValue;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;

/**
 * Which part of a history is asked for.
 *
 * @param limit how many events at most
 * @param before only events with a smaller number
 */
public record HistoryPage(int limit, long before) {
  /**
   * Reads the query parameters, each null without one.
   *
   * @throws PlatformException 422 with what is wrong
   */
  public static HistoryPage parse(@Nullable String limit, @Nullable String cursor) {
    var query = PageQuery.parse(limit, cursor);
    if (query.cursor().filter(text -> !text.matches("\\d{1,18}")).isPresent()) {
      throw PageQuery.badCursor();
    }
    return new HistoryPage(
        query.limit(), query.cursor().map(Long::parseLong).orElse(Long.MAX_VALUE));
  }

  /**
   * The cursor of the events before these; null after the last.
   *
   * @param events this page, newest first
   * @param number an event's number
   */
  public <E> JsonValue next(List<E> events, ToLongFunction<E> number) {
    return events.size() < limit
        ? JsonValue.NULL
        : Json.createValue(Long.toString(number.applyAsLong(events.getLast())));
  }
}
