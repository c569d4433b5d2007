package uk.org.rmatool.router.operators;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.PlatformException;

/**
 * Which part of a history is asked for.
 *
 * @param limit how many events at most
 * @param before only events with a smaller number
 */
record Page(int limit, long before) {
  private static final int USUAL = 100;
  private static final int MAX = 1_000;

  /**
   * Reads the query parameters, each null without one.
   *
   * @throws PlatformException 422 with what is wrong
   */
  static Page parse(@Nullable String limit, @Nullable String cursor) {
    var errors = new ArrayList<FieldError>();
    int most = USUAL;
    if (limit != null) {
      if (limit.matches("\\d{1,4}")
          && Integer.parseInt(limit) >= 1
          && Integer.parseInt(limit) <= MAX) {
        most = Integer.parseInt(limit);
      } else {
        errors.add(new FieldError("limit", "must be a whole number from 1 to %d.".formatted(MAX)));
      }
    }
    long before = Long.MAX_VALUE;
    if (cursor != null) {
      if (cursor.matches("\\d{1,18}")) {
        before = Long.parseLong(cursor);
      } else {
        errors.add(new FieldError("cursor", "must be an answer's next."));
      }
    }
    if (!errors.isEmpty()) {
      throw PlatformException.invalidFields(List.copyOf(errors));
    }
    return new Page(most, before);
  }
}
