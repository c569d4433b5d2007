package uk.org.rmatool.api;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the addresses that nodes announce before anyone calls them, against server-side request
 * forgery: only http and https, a host, no credentials, no fragment, and no address that can only
 * mean this network's own plumbing (link-local, which cloud metadata services use, unspecified,
 * multicast, or a cloud's metadata service elsewhere).
 */
public final class AnnouncedAddress {
  public static final int MAX_LENGTH = 2048;

  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  /** What resolvers take for an IPv4 address, however it is written. */
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

  private static final Pattern METADATA = Pattern.compile("metadata(\\..*)?");

  /** Metadata services at addresses that could be a node's: of Alibaba Cloud and of AWS. */
  private static final Set<String> METADATA_ADDRESSES =
      Set.of("100.100.100.200", "fd00:ec2:0:0:0:0:0:254");

  private AnnouncedAddress() {}

  /**
   * Returns the address without a slash at its end.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  public static URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip().replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is not a URL.", e);
    }
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("must be an http or https URL.");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("must name a host and carry no user name or password.");
    }
    if (uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || uri.getPort() == 0
        || uri.getPort() > 65535) {
      throw new IllegalArgumentException(
          "must be a plain address without query or fragment, its port from 1 to 65535.");
    }
    if (isForbidden(uri.getHost().toLowerCase(Locale.ROOT).replaceAll("\\.$", ""))) {
      throw new IllegalArgumentException(
          "names a host that no node can have (link-local, unspecified, multicast, metadata).");
    }
    return uri;
  }

  /** Names are not looked up here; numbers are refused unless written the one usual way. */
  private static boolean isForbidden(String host) {
    if (host.startsWith("[")) {
      return isForbiddenAddress(host);
    }
    if (ENDS_IN_NUMBER.matcher(host).matches()) {
      return !IPV4.matcher(host).matches() || host.startsWith("0.") || isForbiddenAddress(host);
    }
    return METADATA.matcher(host).matches();
  }

  private static boolean isForbiddenAddress(String literal) {
    try {
      return isForbidden(InetAddress.getByName(literal)); // a literal: nobody is asked
    } catch (UnknownHostException e) {
      return true;
    }
  }

  /** Whether no node can have the address, which a name may lead to as well. */
  public static boolean isForbidden(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || METADATA_ADDRESSES.contains(address.getHostAddress().replaceFirst("%.*", ""));
  }
}
