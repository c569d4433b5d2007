package uk.org.rmatool.coordinator.directory;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.platform.paging.PageQuery;

/**
 * Which part of a list is asked for: <code>limit</code> entries after the one that <code>cursor
 * </code> names. Without either the whole list is.
 *
 * @param limit how many at most
 * @param after the last worker of the page before
 */
record Page(int limit, Optional<Place> after) {
  private static final Page ALL = new Page(Integer.MAX_VALUE, Optional.empty());

  /** A worker's place in a list that has the longest registered first. */
  record Place(Instant registeredAt, NodeId id) {
    boolean isBefore(Worker worker) {
      var byTime = registeredAt.compareTo(worker.registeredAt());
      return byTime < 0 || (byTime == 0 && id.compareTo(worker.id()) < 0);
    }
  }

  /**
   * What the query says.
   *
   * @throws PlatformException 422 when the limit is out of range or the cursor is not one of ours
   */
  static Page of(@Nullable String limit, @Nullable String cursor) {
    if (!PageQuery.isAsked(limit, cursor)) {
      return ALL;
    }
    var query = PageQuery.parse(limit, cursor);
    return new Page(query.limit(), query.cursor().map(Page::place));
  }

  private static Place place(String cursor) {
    try {
      var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      var parts = text.split(" ", 2);
      return new Place(Instant.parse(parts[0]), new NodeId(parts[1]));
    } catch (RuntimeException e) {
      throw PageQuery.badCursor();
    }
  }

  /** This page of a list that has the longest registered first. */
  List<Worker> of(List<Worker> workers) {
    int start = after.map(place -> start(workers, place)).orElse(0);
    int end = (int) Math.min(workers.size(), (long) start + limit);
    return workers.subList(start, end);
  }

  private static int start(List<Worker> workers, Place place) {
    int low = 0;
    int high = workers.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place.isBefore(workers.get(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The cursor of the page after this one; empty when this is the last. */
  Optional<String> next(List<Worker> workers, List<Worker> page) {
    if (page.isEmpty() || page.getLast().id().equals(workers.getLast().id())) {
      return Optional.empty();
    }
    var last = page.getLast();
    var text = last.registeredAt() + " " + last.id().value();
    return Optional.of(
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }
}
