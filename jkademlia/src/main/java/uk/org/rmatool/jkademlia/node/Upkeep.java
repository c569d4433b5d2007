package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import uk.org.rmatool.jkademlia.storage.Store;

/** What a node does by itself: checks who lives, refreshes buckets, spreads values. */
final class Upkeep {
  /** How often it looks around, give or take a fifth. */
  private static final Duration PERIOD = Duration.ofSeconds(5);

  /**
   * After so long without any answer the seeds are tried again; so often one who knows few nodes
   * looks for others.
   */
  private static final Duration ALONE = Duration.ofMinutes(1);

  /** What is done at a time. */
  private static final int CHECKS = 20;

  private static final int REPUBLISHED = 10;
  private static final int BACKGROUND = 20;

  private final Settings settings;
  private final Store store;
  private final Neighbours neighbours;
  private final Searches searches;
  private final Values values;
  private final Bootstrap bootstrap;
  private final Calls calls;
  private final Timers timers;
  private final RandomGenerator random;
  private Instant tried = Instant.MIN;
  private Instant lookedAround;

  Upkeep(
      Settings settings,
      Store store,
      Neighbours neighbours,
      Searches searches,
      Values values,
      Bootstrap bootstrap,
      Calls calls,
      Timers timers,
      RandomGenerator random,
      Instant now) {
    this.settings = settings;
    this.store = store;
    this.neighbours = neighbours;
    this.searches = searches;
    this.values = values;
    this.bootstrap = bootstrap;
    this.calls = calls;
    this.timers = timers;
    this.random = random;
    this.lookedAround = now;
  }

  void schedule(Instant now) {
    var period = PERIOD.toMillis();
    timers.in(
        Duration.ofMillis(period * 4 / 5 + random.nextLong(period * 2 / 5)),
        now,
        later -> {
          look(later);
          schedule(later);
        });
  }

  private void look(Instant now) {
    store.expire(now);
    var table = neighbours.table();
    if (alone(now)) {
      tried = now;
      bootstrap.again(now);
    }
    if (table.size() < settings.k() && !lookedAround.plus(ALONE).isAfter(now)) {
      lookedAround = now;
      bootstrap.lookAround(now);
    }
    for (var peer : table.doubtful(now, settings.quiet(), CHECKS)) {
      neighbours.check(peer, now);
    }
    for (var point : table.untouched(now, settings.refresh(), random)) {
      if (searches.running() < BACKGROUND) {
        searches.nodes(point, (lookup, later) -> {}, now);
      }
    }
    if (calls.reach().answers()) {
      for (var key : store.notSpread(now, settings.republish(), REPUBLISHED)) {
        if (searches.running() < BACKGROUND) {
          values.republish(key, now);
        }
      }
    }
  }

  private boolean alone(Instant now) {
    boolean nobody = neighbours.table().size() == 0 || calls.heard().plus(ALONE).isBefore(now);
    boolean quiet = neighbours.table().size() > 0 && !anyDoubt(now);
    return nobody && !quiet && (tried.equals(Instant.MIN) || tried.plus(ALONE).isBefore(now));
  }

  private boolean anyDoubt(Instant now) {
    return !neighbours.table().doubtful(now, settings.quiet(), 1).isEmpty();
  }
}
