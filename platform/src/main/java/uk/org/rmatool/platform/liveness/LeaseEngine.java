package uk.org.rmatool.platform.liveness;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;

/**
 * Judges the nodes of a registry: by their leases, by suspicion, and by how often they come and go.
 * A lease is judged at the moment of asking; {@link #look} only decides whether the mass-expiry
 * guard extends leases, and finds what to write into history. Safe for use by many threads.
 */
public final class LeaseEngine {
  private static final Logger LOG = System.getLogger(LeaseEngine.class.getName());

  private final String kind;
  private final Clock clock;
  private final Leases leases;
  private final FlapDamping damping;
  private final RenewalPace pace;
  private final Suspects suspects;
  private final Differences differences = new Differences();

  /**
   * Knows of no trouble yet.
   *
   * @param kind what the nodes are, for the log: worker, coordinator
   */
  public LeaseEngine(String kind, LeaseSettings settings, Clock clock) {
    this.kind = kind;
    this.clock = clock;
    leases = new Leases(settings);
    damping = new FlapDamping(settings);
    pace = new RenewalPace(settings);
    suspects = new Suspects(kind);
  }

  /** What a node's lease says at this moment; extended leases have not ended. */
  public LeaseState state(Leased node) {
    return leases.state(node, clock.millis());
  }

  /** Whether a node may get calls: it is live and not suspect. It may still be held back. */
  public boolean isTrusted(Leased node) {
    return state(node) == LeaseState.LIVE && !suspects.contains(node.id());
  }

  /** Whether a node came and went too often: it gets calls only while nobody else can. */
  public boolean isHeldBack(NodeId id) {
    return damping.isHeldBack(id, clock.millis());
  }

  /** Why a node is suspected; empty when it is not. */
  public Optional<String> suspicion(NodeId id) {
    return suspects.reason(id);
  }

  /** What is done with a node and why, as far as leases, suspicion and damping go. */
  public Standing standing(Leased node) {
    long now = clock.millis();
    var seen = Instant.ofEpochMilli(node.lastSeen());
    return switch (leases.state(node, now)) {
      case EXPIRED -> new Standing("gone", "silent since " + seen, Optional.empty());
      case DEGRADED -> new Standing("degraded", "silent since " + seen, Optional.empty());
      case LIVE ->
          suspicion(node.id())
              .map(reason -> new Standing("suspect", reason, Optional.empty()))
              .orElseGet(() -> live(node, seen, now));
    };
  }

  private Standing live(Leased node, Instant seen, long now) {
    if (damping.isHeldBack(node.id(), now)) {
      var until = Instant.ofEpochMilli(damping.heldUntil(node.id()));
      return new Standing(
          "held_back",
          "came and went too often: gets calls only while nobody else provides the service, until "
              + until,
          Optional.of(until));
    }
    if (!leases.isExtended(node, now)) {
      return new Standing("serving", "heard of at " + seen, Optional.empty());
    }
    var current = guard();
    return new Standing(
        "serving",
        "silent since %s, but its lease is extended: %s"
            .formatted(seen, current.active() ? current.reason() : "the registry was away"),
        current.until());
  }

  /**
   * A node has registered: suspicion ends. It counts as a return if it was lost, or had registered
   * or left less than a minute ago.
   *
   * @param before what was known of it; null when nothing was
   */
  public void registered(@Nullable Leased before, NodeId id) {
    long now = clock.millis();
    boolean lost = before != null && leases.state(before, now) != LeaseState.LIVE;
    boolean soon = damping.registered(id, now);
    if (suspects.remove(id) || lost || soon) {
      damping.returned(id, now);
    }
    differences.registered(id);
  }

  /** A node was heard of: suspicion ends. It counts as a return if it was lost. */
  public void renewed(Leased asItWas) {
    long now = clock.millis();
    if (suspects.remove(asItWas.id()) || leases.state(asItWas, now) != LeaseState.LIVE) {
      damping.returned(asItWas.id(), now);
    }
  }

  /** There is evidence that a node cannot be reached. */
  public void suspect(NodeId id, String reason) {
    suspects.add(id, reason);
  }

  /** A node answered: suspicion ends. It counts as a return if it was suspect. */
  public void trust(NodeId id) {
    if (suspects.remove(id)) {
      damping.returned(id, clock.millis());
    }
  }

  /** A node deregistered, expired or was released. Its penalty stays. */
  public void left(NodeId id) {
    suspects.forget(id);
    differences.left(id);
    damping.left(id, clock.millis());
  }

  /**
   * The registry has just been started and knows these nodes from before. When it last heard of any
   * of them it was surely there; leases that ended since, or end soon, are extended to one degraded
   * term from now, at most for as long as the guard may.
   */
  public void loaded(Collection<? extends Leased> nodes) {
    long now = clock.millis();
    leases.loaded(nodes, now);
    nodes.stream()
        .filter(node -> leases.state(node, now) == LeaseState.DEGRADED)
        .forEach(node -> differences.degraded(node.id()));
  }

  /**
   * Looks at all nodes, as is to be done every second; when that stops for longer than the window
   * of the guard, the program was suspended, and silence meanwhile does not count. Gives what has
   * changed since the last look.
   */
  public synchronized List<Change> look(Collection<? extends Leased> nodes) {
    long now = clock.millis();
    damping.forget(now);
    var changes = new ArrayList<Change>();
    var silent = new ArrayList<Leased>();
    int heard = 0;
    for (var node : nodes) {
      if (leases.isHeard(node, now) && !differences.isDegraded(node.id())) {
        heard++;
      } else {
        silent.add(node);
      }
    }
    leases.look(silent, heard, now).ifPresent(changes::add);
    changes.addAll(differences.ofLeases(silent, leases, now));
    forgetGoneSuspects(nodes);
    changes.addAll(differences.ofSuspicion(suspects.all()));
    changes.addAll(differences.ofDamping(damping.heldBack(now)));
    changes.forEach(this::log);
    return changes;
  }

  /** Forgets those that were suspected just when they left. */
  private void forgetGoneSuspects(Collection<? extends Leased> nodes) {
    var gone = new HashSet<>(suspects.all().keySet());
    if (!gone.isEmpty()) {
      nodes.forEach(node -> gone.remove(node.id()));
      gone.forEach(suspects::forget);
      gone.forEach(differences::left);
    }
  }

  private void log(Change change) {
    switch (change.kind()) {
      case GUARD_ENTERED ->
          LOG.log(
              Level.WARNING,
              () ->
                  "The leases of silent %ss are extended. reason=%s"
                      .formatted(kind, change.reason()));
      case GUARD_LEFT ->
          LOG.log(
              Level.INFO,
              () ->
                  "The leases of silent %ss are not extended any more. reason=%s"
                      .formatted(kind, change.reason()));
      case HELD_BACK ->
          LOG.log(
              Level.INFO,
              () ->
                  "A %s is held back. %s=%s reason=%s"
                      .formatted(kind, kind, change.node().orElseThrow(), change.reason()));
      case DEGRADED, RECOVERED, LET_GO, SUSPECTED, TRUSTED -> {} // in history alone
    }
  }

  /** The mass-expiry guard, for health and metrics. */
  public GuardState guard() {
    return leases.guard(clock.millis());
  }

  /**
   * How often a node is to be asked to renew: so that all together send at most as many heartbeats
   * as they may, at half that pace when the program is fully busy, but so that three intervals are
   * at most half of the expired term, however {@link #jittered}.
   *
   * @param base the shortest interval
   * @param expiredAfter silence after which a node is not there
   * @param nodes how many there are
   * @param busy from 0 to 1
   */
  public Duration suggestedInterval(Duration base, Duration expiredAfter, int nodes, double busy) {
    return pace.suggested(base, expiredAfter, nodes, busy);
  }

  /** An interval up to a tenth longer or shorter, so that nodes do not send all at once. */
  public Duration jittered(Duration interval, RandomGenerator random) {
    return RenewalPace.jittered(interval, random);
  }
}
