package uk.org.rmatool.dataplane.transport;

import java.net.URI;

/**
 * Where a connection leads.
 *
 * @param scheme <code>http</code> or <code>https</code>
 * @param host name or address, IPv6 in brackets
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** Of a node's address. */
  public static Origin of(URI address) {
    var secure = "https".equals(address.getScheme());
    var port = address.getPort();
    return new Origin(
        secure ? "https" : "http", address.getHost(), port < 0 ? (secure ? HTTPS : HTTP) : port);
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  /** As it stands in <code>Host</code>: without the scheme's own port. */
  public String authority() {
    return port == (isSecure() ? HTTPS : HTTP) ? host : host + ":" + port;
  }

  /** For resolving: without the brackets. */
  String hostName() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
