package uk.org.rmatool.jkademlia.routing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.message.Contact;

/**
 * Addresses in contacts. Names are never looked up: whoever writes one would choose whom we ask.
 */
public final class Addresses {
  private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  private Addresses() {}

  /** An address as it is written in contacts: numbers alone, no zone. */
  public static String text(InetAddress address) {
    var text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /**
   * The peer a contact tells of, if it may be asked: a numeric unicast address and a port. One of
   * this machine or this link is believed only to one who is there too.
   *
   * @param teller who tells
   */
  public static Optional<Peer> peer(Contact contact, InetSocketAddress teller) {
    var address = numeric(contact.host());
    if (address == null
        || contact.port() == 0
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || isBroadcast(address)
        || (address.isLoopbackAddress() && !teller.getAddress().isLoopbackAddress())
        || (address.isLinkLocalAddress() && !teller.getAddress().isLinkLocalAddress())) {
      return Optional.empty();
    }
    return Optional.of(new Peer(contact.id(), new InetSocketAddress(address, contact.port())));
  }

  private static boolean isBroadcast(InetAddress address) {
    var bytes = address.getAddress();
    return bytes.length == 4 && (bytes[0] & 0xf0) == 0xf0;
  }

  private static @Nullable InetAddress numeric(String host) {
    try {
      if (host.indexOf(':') < 0) {
        var four = four(host);
        return four == null ? null : InetAddress.getByAddress(four);
      }
      // In brackets it is read as numbers or refused, never looked up.
      return SIX.matcher(host).matches() ? InetAddress.getByName("[" + host + "]") : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** The bytes of four decimal numbers with dots between them. */
  private static byte @Nullable [] four(String host) {
    var bytes = new byte[4];
    int part = 0;
    int digits = 0;
    int number = 0;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '.' && digits > 0 && part < 3) {
        bytes[part++] = (byte) number;
        digits = 0;
        number = 0;
      } else if (c >= '0' && c <= '9' && digits < 3 && 10 * number + c - '0' <= 255) {
        number = 10 * number + c - '0';
        digits++;
      } else {
        return null;
      }
    }
    bytes[part] = (byte) number;
    return part == 3 && digits > 0 ? bytes : null;
  }
}
