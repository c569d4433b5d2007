package uk.org.rmatool.jkademlia.id;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Where something comes from, as limits count it: one IPv4 address, or the 64 bits of an IPv6
 * address that its owner was given.
 *
 * @param prefix IPv4 addresses in the last 32 bits
 */
public record Origin(boolean four, long prefix) {
  public static Origin of(InetAddress address) {
    var bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new Origin(true, Integer.toUnsignedLong(bytes.getInt()))
        : new Origin(false, bytes.getLong());
  }

  /** Whether it is this machine. */
  public boolean isLocal() {
    return four ? prefix >>> 24 == 127 : prefix == 0;
  }

  /** Its neighbourhood, which one owner often has to himself: 24 bits of IPv4, 48 of IPv6. */
  public Origin subnet() {
    return new Origin(four, four ? prefix & ~0xffL : prefix & ~0xffffL);
  }
}
