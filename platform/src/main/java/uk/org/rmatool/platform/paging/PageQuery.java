package uk.org.rmatool.platform.paging;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.PlatformException;

/**
 * Which part of a list is asked for.
 *
 * @param limit how many entries at most
 * @param cursor the last answer's <code>next</code>
 */
public record PageQuery(int limit, Optional<String> cursor) {
  private static final int USUAL = 100;
  private static final int MAX = 1_000;
  private static final int MAX_CURSOR = 1_000;

  /** Whether a part is asked for, not the whole list as it always was. */
  public static boolean isAsked(@Nullable String limit, @Nullable String cursor) {
    return limit != null || cursor != null;
  }

  /**
   * Reads the query parameters, each null without one.
   *
   * @throws PlatformException 422 for a limit that is none
   */
  public static PageQuery parse(@Nullable String limit, @Nullable String cursor) {
    if (cursor != null && (cursor.isEmpty() || cursor.length() > MAX_CURSOR)) {
      throw badCursor();
    }
    if (limit == null) {
      return new PageQuery(USUAL, Optional.ofNullable(cursor));
    }
    if (!limit.matches("\\d{1,4}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > MAX) {
      throw refused("limit", "must be a whole number from 1 to %d.".formatted(MAX));
    }
    return new PageQuery(Integer.parseInt(limit), Optional.ofNullable(cursor));
  }

  /** The cursor is none of this list's. */
  public static PlatformException badCursor() {
    return refused("cursor", "must be an answer's next.");
  }

  private static PlatformException refused(String field, String message) {
    return PlatformException.invalidFields(List.of(new FieldError(field, message)));
  }
}
