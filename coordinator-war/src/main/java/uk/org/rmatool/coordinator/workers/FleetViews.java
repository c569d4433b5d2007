package uk.org.rmatool.coordinator.workers;

import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest view of the fleet. It is made anew when workers come, go or change what they may
 * do, and at least four times a second while somebody asks; for a large fleet a twentieth of a
 * core's time at most goes into it, so it may then be a little older.
 */
final class FleetViews {
  private static final int SMALL = 100;
  private static final long LONGEST_MILLIS = 250;
  private static final long SHARE = 20;

  private final Roster roster;
  private final Clock clock;
  private final Function<String, FleetView> maker;

  private record Made(
      FleetView view, long version, long loads, long at, long cost, long finished) {}

  private volatile @Nullable Made last;

  FleetViews(Roster roster, Clock clock, Function<String, FleetView> maker) {
    this.roster = roster;
    this.clock = clock;
    this.maker = maker;
  }

  FleetView get() {
    return made().view();
  }

  /** The roster's version that the view is of. */
  long version() {
    return made().version();
  }

  private Made made() {
    var made = last;
    return made != null && isFresh(made) ? made : remade();
  }

  private boolean isFresh(Made made) {
    var age = clock.millis() - made.at();
    var same = made.version() == roster.version() && made.loads() == roster.loads();
    if (same && age >= 0 && age <= LONGEST_MILLIS) {
      return true;
    }
    return roster.size() > SMALL && System.nanoTime() - made.finished() < made.cost() * SHARE;
  }

  private synchronized Made remade() {
    var made = last;
    if (made != null && isFresh(made)) {
      return made; // somebody else was faster
    }
    var version = roster.version();
    var loads = roster.loads();
    var at = clock.millis();
    var started = System.nanoTime();
    var view = maker.apply(version + "-" + roster.renewals());
    var finished = System.nanoTime();
    made = new Made(view, version, loads, at, finished - started, finished);
    last = made;
    return made;
  }
}
