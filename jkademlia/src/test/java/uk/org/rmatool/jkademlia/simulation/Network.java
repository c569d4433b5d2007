package uk.org.rmatool.jkademlia.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import uk.org.rmatool.jkademlia.id.Bytes;

/** Carries datagrams as badly as it is told to. */
public final class Network {
  private static final int PORT = 8468;

  private final Simulation simulation;
  private final Map<InetSocketAddress, Participant> participants = new HashMap<>();
  private Conditions conditions;
  private Predicate<InetSocketAddress> side = address -> true;
  private int addresses;
  private long datagrams;
  private long bytes;

  /**
   * How bad it is; shares are of 1.
   *
   * @param latency one way at least
   * @param jitter what comes to that at most
   * @param loss how many datagrams are lost
   * @param duplication how many come twice
   * @param reordering how many come late by ten times the jitter
   */
  public record Conditions(
      Duration latency, Duration jitter, double loss, double duplication, double reordering) {
    public static final Conditions GOOD =
        new Conditions(Duration.ofMillis(10), Duration.ofMillis(20), 0, 0, 0);
    public static final Conditions BAD =
        new Conditions(Duration.ofMillis(10), Duration.ofMillis(70), 0.05, 0.02, 0.02);
  }

  public Network(Simulation simulation, Conditions conditions) {
    this.simulation = simulation;
    this.conditions = conditions;
  }

  /** An address that nobody has had, in a subnet of its own. */
  public InetSocketAddress newAddress() {
    int number = addresses++;
    byte[] address = {(byte) (11 + (number >> 16)), (byte) (number >> 8), (byte) number, (byte) 7};
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), PORT);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  public void attach(Participant participant) {
    participants.put(participant.address(), participant);
  }

  /** Somebody goes without a word. */
  public void detach(InetSocketAddress address) {
    participants.remove(address);
  }

  public void become(Conditions changed) {
    conditions = changed;
  }

  /** From now on nothing passes between those of whom this holds and the others. */
  public void split(Predicate<InetSocketAddress> oneSide) {
    side = oneSide;
  }

  /** Ends a split. */
  public void heal() {
    side = address -> true;
  }

  /** Sends a datagram; who is not attached sends nothing any more. */
  public void send(InetSocketAddress from, InetSocketAddress to, Bytes content) {
    if (!participants.containsKey(from)) {
      return;
    }
    datagrams++;
    bytes += content.size();
    carry(from, to, content);
    if (happens(conditions.duplication())) {
      carry(from, to, content);
    }
  }

  /** How many were sent. */
  public long datagrams() {
    return datagrams;
  }

  /** How many bytes were sent, headers of IP and UDP apart. */
  public long bytes() {
    return bytes;
  }

  private void carry(InetSocketAddress from, InetSocketAddress to, Bytes content) {
    if (side.test(from) != side.test(to) || happens(conditions.loss())) {
      return;
    }
    long jitter = conditions.jitter().toNanos();
    long delay = conditions.latency().toNanos() + (long) (jitter * chance());
    if (happens(conditions.reordering())) {
      delay += 10 * jitter;
    }
    simulation.after(
        Duration.ofNanos(delay),
        () -> {
          var participant = participants.get(to);
          if (participant != null) {
            participant.receive(from, content);
          }
        });
  }

  private boolean happens(double share) {
    return share > 0 && chance() < share;
  }

  private double chance() {
    return simulation.random().nextDouble();
  }
}
