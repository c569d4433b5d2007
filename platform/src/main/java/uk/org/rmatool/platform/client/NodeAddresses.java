package uk.org.rmatool.platform.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import uk.org.rmatool.api.AnnouncedAddress;

/**
 * Looks hosts up and refuses those that lead to an address that no node can have: a name is checked
 * when it is announced, but what it leads to is known only now. One forbidden address among several
 * is enough. Loopback and private addresses are allowed.
 */
public final class NodeAddresses {
  private final Names names;

  /** Who knows the addresses of a name. */
  @FunctionalInterface
  public interface Names {
    InetAddress[] find(String host) throws UnknownHostException;
  }

  /** A host leads to an address that no node can have. */
  public static final class ForbiddenAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String host, InetAddress address) {
      super(
          "the host %s leads to %s, which no node can have (link-local, unspecified, multicast, metadata)"
              .formatted(host, address.getHostAddress()));
    }
  }

  /** As this machine resolves names. */
  public NodeAddresses() {
    this(InetAddress::getAllByName);
  }

  public NodeAddresses(Names names) {
    this.names = names;
  }

  /**
   * The addresses of a host.
   *
   * @throws ForbiddenAddressException when one of them is none that a node can have
   * @throws UnknownHostException when it has none
   */
  public InetAddress[] of(String host) throws UnknownHostException {
    var addresses = names.find(host);
    var forbidden = Arrays.stream(addresses).filter(NodeAddresses::isForbidden).findFirst();
    if (forbidden.isPresent()) {
      throw new ForbiddenAddressException(host, forbidden.get());
    }
    return addresses;
  }

  private static boolean isForbidden(InetAddress address) {
    return AnnouncedAddress.isForbidden(withoutMapping(address));
  }

  /** The IPv4 address that an IPv6 address of the form <code>::ffff:a.b.c.d</code> stands for. */
  private static InetAddress withoutMapping(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // its length is right
    }
  }
}
