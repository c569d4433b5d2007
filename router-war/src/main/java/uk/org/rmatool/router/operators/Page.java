package uk.org.rmatool.router.operators;

import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.router.paging.PageQuery;

/**
 * Which part of a history is asked for.
 *
 * @param limit how many events at most
 * @param before only events with a smaller number
 */
record Page(int limit, long before) {
  /**
   * Reads the query parameters, each null without one.
   *
   * @throws PlatformException 422 with what is wrong
   */
  static Page parse(@Nullable String limit, @Nullable String cursor) {
    var query = PageQuery.parse(limit, cursor);
    if (query.cursor().filter(text -> !text.matches("\\d{1,18}")).isPresent()) {
      throw PageQuery.badCursor();
    }
    return new Page(query.limit(), query.cursor().map(Long::parseLong).orElse(Long.MAX_VALUE));
  }
}
