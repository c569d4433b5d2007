package uk.org.rmatool.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Checks the addresses that nodes announce before anyone calls them, against server-side request
 * forgery: only http and https, a host, no credentials, no fragment, and no address that can only
 * mean this network's own plumbing (link-local, which cloud metadata services use, unspecified or
 * multicast).
 */
public final class AnnouncedAddress {
  public static final int MAX_LENGTH = 2048;

  private static final Pattern FORBIDDEN_HOST =
      Pattern.compile(
          "169\\.254\\..*|0\\..*|0|2(2[4-9]|3[0-9])\\..*|\\[(fe[89ab].*|ff.*|::|::ffff:169\\.254\\..*)]|metadata(\\..*)?");

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
    if (FORBIDDEN_HOST.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches()) {
      throw new IllegalArgumentException(
          "names a host that no node can have (link-local, unspecified, multicast).");
    }
    return uri;
  }
}
