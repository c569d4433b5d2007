package uk.org.rmatool.coordinator.workers;

import java.util.Optional;
import uk.org.rmatool.platform.liveness.LeaseEngine;
import uk.org.rmatool.platform.liveness.LeaseState;
import uk.org.rmatool.platform.liveness.Standing;

/** What is thought of workers by lease, suspicion and what operators decided. */
final class Judgement implements FleetView.Judge {
  private final LeaseEngine engine;
  private final Roster roster;
  private final RenewalChannels channels;

  Judgement(LeaseEngine engine, Roster roster, RenewalChannels channels) {
    this.engine = engine;
    this.roster = roster;
    this.channels = channels;
  }

  @Override
  public LeaseState state(Worker worker) {
    return engine.state(worker);
  }

  @Override
  public boolean isHealthy(Worker worker) {
    return engine.isTrusted(worker) && roster.intent(worker.id()).takesCalls();
  }

  @Override
  public boolean isHeldBack(Worker worker) {
    return engine.isHeldBack(worker.id());
  }

  boolean isServing(Worker worker) {
    return engine.isTrusted(worker)
        && !engine.isHeldBack(worker.id())
        && roster.intent(worker.id()).state().isEmpty();
  }

  private static Standing paused(Worker worker) {
    var told = worker.heartbeat().status();
    return new Standing(
        "paused",
        "paused by its owner" + told.substring(Math.max(told.indexOf(':'), "paused".length())),
        Optional.empty());
  }

  private Standing byLease(Worker worker) {
    var standing = engine.standing(worker);
    return standing.state().equals("serving") && channels.isByPing(worker)
        ? new Standing(
            standing.state(), standing.why() + ", by a ping of its DHT node", standing.until())
        : standing;
  }

  Standing standing(Worker worker) {
    var byLease = byLease(worker);
    var intent = roster.intent(worker.id());
    var paused = worker.isPaused() && engine.isTrusted(worker);
    return intent
        .state()
        .filter(state -> engine.state(worker) != LeaseState.EXPIRED)
        .map(state -> new Standing(state, intent.describe(), Optional.empty()))
        .orElseGet(() -> paused ? paused(worker) : byLease);
  }
}
