package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import uk.org.rmatool.jkademlia.id.Origin;
import uk.org.rmatool.jkademlia.id.Recent;

/**
 * Who may ask how often, and who is really where he says: an address that never answered us may be
 * somebody's whom others want to flood.
 */
final class Askers {
  private static final int REMEMBERED = 20_000;
  private static final Duration PROOF = Duration.ofHours(1);

  private final Settings settings;
  private final Map<Source, TokenBucket> strangers = new Recent<>(REMEMBERED);
  private final Map<Source, TokenBucket> known = new Recent<>(REMEMBERED);
  private final Map<InetSocketAddress, Instant> proved = new Recent<>(REMEMBERED);

  /** An address, for this machine's own with the port: its nodes are told apart. */
  private record Source(Origin origin, int port) {
    static Source of(InetSocketAddress address) {
      var host = address.getAddress();
      return new Source(Origin.of(host), host.isLoopbackAddress() ? address.getPort() : 0);
    }
  }

  Askers(Settings settings) {
    this.settings = settings;
  }

  /** Whether this one may ask once more. */
  boolean mayAsk(InetSocketAddress asker, Instant now) {
    boolean proof = proved(asker, now);
    return (proof ? known : strangers)
        .computeIfAbsent(
            Source.of(asker),
            source -> new TokenBucket(proof ? settings.known() : settings.strangers(), now))
        .take(now);
  }

  /** Notes that this address answered us. */
  void prove(InetSocketAddress address, Instant now) {
    proved.put(address, now);
  }

  /** Whether this address answered us lately. */
  boolean proved(InetSocketAddress address, Instant now) {
    return provedWithin(PROOF, address, now);
  }

  /** Whether this address answered us in so long a time. */
  boolean provedWithin(Duration time, InetSocketAddress address, Instant now) {
    var proof = proved.get(address);
    return proof != null && proof.plus(time).isAfter(now);
  }
}
