package uk.org.rmatool.worker.membership;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.records.WorkerPresence.Seat;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.DhtException;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.membership.PingChannel.Renewal;

/** Renews this worker's lease by pings from its DHT node to its coordinator's, if both have one. */
@Component
public class LeasePings {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration USUAL = Duration.ofSeconds(30);
  private static final Duration LONGEST_AGAIN = Duration.ofSeconds(5);
  private static final int MAX_ADDRESSES = 4;

  private final DhtSeat seat;
  private final Identity identity;
  private final PingChannel channel;
  private volatile @Nullable PingTarget target;
  private volatile @Nullable Function<Seat, Value> presence;
  private volatile Runnable moved = () -> {};
  private @Nullable InetSocketAddress address;

  @Inject
  LeasePings(DhtSeat seat, Identity identity, Clock clock) {
    this.seat = seat;
    this.identity = identity;
    this.channel = new PingChannel(clock, new NodeLine());
  }

  /**
   * How to sign a presence.
   *
   * @param signed makes one that names this worker's node and its coordinator
   * @param whenMoved to be called when the coordinator is another one
   */
  public void sign(Function<Seat, Value> signed, Runnable whenMoved) {
    presence = signed;
    moved = whenMoved;
  }

  /** What this worker's presence is to name; empty while no coordinator wants to be pinged. */
  public Optional<Seat> seat() {
    var to = target;
    return to == null
        ? Optional.empty()
        : seat.node().map(dht -> new Seat(dht.id().toString(), to.coordinator()));
  }

  /** A coordinator answered this. */
  void told(JsonObject answer) {
    var before = target;
    var told = PingTarget.of(answer);
    channel.told(told, PingTarget.isPresenceSeen(answer));
    target = told.orElse(null);
    if (told.isPresent()
        && (before == null || !before.coordinator().equals(told.get().coordinator()))) {
      moved.run();
    }
  }

  /** Pings once, and gives the presence before if that is due; takes some seconds at most. */
  Renewal renew() {
    return channel.renew();
  }

  boolean isHeld() {
    return channel.isHeld();
  }

  Duration interval() {
    var to = target;
    return to == null ? USUAL : to.interval();
  }

  /** The pause after a ping that was not answered. */
  Duration again() {
    var sixth = interval().dividedBy(6);
    return sixth.compareTo(LONGEST_AGAIN) < 0 ? sixth : LONGEST_AGAIN;
  }

  private final class NodeLine implements PingChannel.Line {
    @Override
    public boolean give(PingTarget to) {
      var dht = seat.node();
      var sign = presence;
      var names = seat();
      if (dht.isEmpty() || sign == null || names.isEmpty()) {
        return false;
      }
      var signed = sign.apply(names.get());
      address =
          seat.addresses(to.host(), to.port()).stream()
              .limit(MAX_ADDRESSES)
              .filter(there -> give(dht.get(), there, signed))
              .findFirst()
              .orElse(null);
      return address != null;
    }

    private boolean give(Dht dht, InetSocketAddress there, Value signed) {
      try {
        return DhtSeat.result(dht.give(there, "worker:" + identity.id(), signed), PATIENCE);
      } catch (DhtException e) {
        return false;
      }
    }

    @Override
    public boolean ping(PingTarget to) {
      var dht = seat.node();
      var there = address;
      try {
        return dht.isPresent()
            && there != null
            && DhtSeat.result(dht.get().ping(there), PATIENCE)
                .filter(alive -> alive.id().toString().equals(to.node()))
                .isPresent();
      } catch (DhtException e) {
        return false;
      }
    }
  }
}
