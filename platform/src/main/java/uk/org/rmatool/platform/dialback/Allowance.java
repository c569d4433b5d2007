package uk.org.rmatool.platform.dialback;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/**
 * How often callers may be called back: 60 times a minute each address, or of IPv6 each network of
 * 64 bits, and 1,200 times all together.
 */
public final class Allowance {
  private static final int PER_ADDRESS = 60;
  private static final int TO_ALL = 1_200;
  private static final int NETWORK_BYTES = 8;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<ByteBuffer, Integer> taken = new HashMap<>();
  private int all;
  private Instant minute = Instant.EPOCH;

  public Allowance(Clock clock) {
    this.clock = clock;
  }

  /**
   * Takes one for this address, which is no name.
   *
   * @throws PlatformException 429 when there is none left
   */
  public synchronized void take(String address) {
    var network = network(address);
    var now = clock.instant();
    if (!now.isBefore(minute.plus(MINUTE))) {
      minute = now;
      taken.clear();
      all = 0;
    }
    if (all >= TO_ALL || taken.getOrDefault(network, 0) >= PER_ADDRESS) {
      throw PlatformException.retryLater(
          ProblemType.TOO_MANY_REQUESTS, "Too many dial-backs; try again in a minute.", MINUTE);
    }
    all++;
    taken.merge(network, 1, Integer::sum);
  }

  private static ByteBuffer network(String address) {
    try {
      var bytes = InetAddress.getByName(address).getAddress();
      return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, NETWORK_BYTES)).slice();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address: " + address, e);
    }
  }
}
