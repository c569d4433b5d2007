package uk.org.rmatool.coordinator.dht;

import jakarta.inject.Inject;
import java.time.Instant;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.registrar.CoordinatorIdentity;
import uk.org.rmatool.coordinator.registrar.Registrar;
import uk.org.rmatool.coordinator.workers.PingLeases;
import uk.org.rmatool.coordinator.workers.PingLeases.Source;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.PingPolicy;
import uk.org.rmatool.jkademlia.records.RecordReader;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.platform.wiring.Component;

/** Has pings to this coordinator's node renew the leases of its workers. */
@Component
class LeasePings implements PingPolicy {
  /** Only a presence has it; most of what is stored need not be read. */
  private static final String MARK = "\"coordinator_id\"";

  private final PingLeases leases;
  private final CoordinatorIdentity identity;
  private final Registrar registrar;

  @Inject
  LeasePings(PingLeases leases, CoordinatorIdentity identity, Registrar registrar) {
    this.leases = leases;
    this.identity = identity;
    this.registrar = registrar;
  }

  @Override
  public Verdict judge(Peer from, Instant now) {
    return switch (leases.pinged(source(from), this::holds, now)) {
      case RENEWED -> Verdict.ANSWER;
      case WITHHELD, UNSEEN, UNREGISTERED -> Verdict.SILENCE;
      case OTHER -> Verdict.GREET;
    };
  }

  /** A worker that came through the router has to ask there when the router may have moved it. */
  private boolean holds(Worker worker) {
    return worker.homeEpoch() == 0 || registrar.isInTouch();
  }

  @Override
  public void stored(Peer from, Key key, Value value, Instant now) {
    if (value instanceof Value.Str text && text.text().contains(MARK)) {
      RecordReader.held(value).ifPresent(held -> present(from, held));
    }
  }

  private void present(Peer from, RecordReader.Held held) {
    var presence = held.presence();
    var seat = presence.seat().map(WorkerPresence.Seat::node).orElse("");
    if (!seat.equals(from.id().toString()) || presence.id().length() > NodeId.MAX_LENGTH) {
      return; // passed on by another node, or of nobody who could be registered
    }
    var coordinator = presence.seat().map(WorkerPresence.Seat::coordinator).orElse("");
    if (coordinator.equals(identity.id().value())) {
      leases.present(source(from), new NodeId(presence.id()), held.until(), presence.load());
    } else {
      leases.absent(source(from));
    }
  }

  private static Source source(Peer peer) {
    return new Source(peer.id().point(), peer.address());
  }
}
