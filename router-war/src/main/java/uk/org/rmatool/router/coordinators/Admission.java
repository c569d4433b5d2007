package uk.org.rmatool.router.coordinators;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.random.RandomGenerator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/** Under which id a coordinator is registered, and whether it may be. */
final class Admission {
  private static final Duration ROOM = Duration.ofMinutes(1);
  private static final int DEPLOYED_DHT_PORT = 8468;

  private final Clock clock;
  private final RandomGenerator random;
  private final int most;

  Admission(Clock clock, RandomGenerator random, int most) {
    this.clock = clock;
    this.random = random;
    this.most = most;
  }

  /**
   * Its own id; without one that of the live one at the same address, which is the same; otherwise
   * a new one.
   */
  NodeId id(EdgeRegistration registration, Collection<Coordinator> live) {
    return registration
        .id()
        .or(() -> sameAddress(registration, live))
        .orElseGet(
            () -> new NodeId("edge-%d-%04x".formatted(clock.millis(), random.nextInt(0x10000))));
  }

  private static Optional<NodeId> sameAddress(
      EdgeRegistration registration, Collection<Coordinator> live) {
    return live.stream()
        .filter(
            c -> c.tunnelUrl().equals(registration.tunnelUrl()) && c.id().fingerprint().isEmpty())
        .map(Coordinator::id)
        .findFirst();
  }

  /**
   * As it is registered now.
   *
   * @param revision of the registration before
   */
  Coordinator coordinator(
      NodeId id, EdgeRegistration registration, String sourceAddress, long revision) {
    var now = clock.instant();
    return new Coordinator(
        id,
        registration.tunnelUrl(),
        registration.location(),
        dhtPort(id, registration),
        sourceAddress,
        registration.digest(),
        now,
        now,
        revision);
  }

  /**
   * Deployed coordinators have a DHT node at the usual port unless they name another; ours say if
   * they have one.
   */
  private static Optional<Integer> dhtPort(NodeId id, EdgeRegistration registration) {
    return registration
        .dhtPort()
        .or(() -> id.fingerprint().isEmpty() ? Optional.of(DEPLOYED_DHT_PORT) : Optional.empty());
  }

  /** An id without a key is only its own machine's while its lease runs. */
  static void refuseOthers(Coordinator holder, String sourceAddress) {
    var itself = place(holder.sourceAddress()).equals(place(sourceAddress));
    if (holder.id().fingerprint().isEmpty() && !itself) {
      throw new PlatformException(
          ProblemType.ID_TAKEN,
          "The id '%s' belongs to a coordinator elsewhere until its lease has run out or it leaves."
              .formatted(holder.id()));
    }
  }

  /** All addresses of this machine's loopback are the same place. */
  private static String place(String address) {
    var loopback = address.startsWith("127.") || address.matches("::1|(0+:){7}0*1");
    return loopback ? "loopback" : address;
  }

  void requireRoom(int registered) {
    if (registered >= most) {
      throw PlatformException.retryLater(
          ProblemType.SATURATED,
          "This router has %d coordinators, as many as it may (MAX_COORDINATORS)."
              .formatted(registered),
          ROOM);
    }
  }

  static PlatformException unknown(NodeId id) {
    return new PlatformException(
        ProblemType.COORDINATOR_NOT_FOUND,
        "No coordinator '%s' is registered here, or its lease has run out. Register it again."
            .formatted(id));
  }
}
