package uk.org.rmatool.router.coordinators;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.liveness.Change;

/** What the lease engine found to be different, until history has it. */
final class Changes {
  private static final Logger LOG = System.getLogger(Changes.class.getName());

  /** While the database is away, the newest are kept. */
  private static final int MAX = 1_000;

  private final CoordinatorStore store;
  private final Clock clock;
  private final Deque<Noted> waiting = new ArrayDeque<>();

  /** A change and when it was found. */
  record Noted(Change change, Instant at) {
    /** One word, such as <code>suspected</code>. */
    String transition() {
      return change.kind().name().toLowerCase(Locale.ROOT);
    }
  }

  Changes(CoordinatorStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  synchronized void write(Collection<Change> changes) {
    var now = clock.instant();
    for (var change : changes) {
      if (waiting.size() == MAX) {
        waiting.remove();
      }
      waiting.add(new Noted(change, now));
    }
    if (waiting.isEmpty()) {
      return;
    }
    try {
      store.note(List.copyOf(waiting));
      waiting.clear();
    } catch (SQLException | RuntimeException e) {
      if (!DatabaseAway.causes(e)) {
        LOG.log(Level.ERROR, "Changes of coordinators cannot be written.", e);
      }
    }
  }
}
