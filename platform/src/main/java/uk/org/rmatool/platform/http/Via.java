package uk.org.rmatool.platform.http;

import java.util.Enumeration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Marks calls that this process passes on or makes, in their <code>Via</code> header, and knows
 * them again when they come back (RFC 9110, section 7.6.3). Every process has a mark of its own, so
 * that a program may call another one of its kind, but never itself.
 */
public final class Via {
  public static final String HEADER = "Via";

  private static final String HTTP = "HTTP/";
  private static final String OWN =
      "-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

  private Via() {}

  /**
   * What this process adds to the header.
   *
   * @param protocol the protocol that the call came by, such as HTTP/1.1
   * @param hop what kind of program this is: router, coordinator or worker
   */
  public static String mark(String protocol, String hop) {
    var version = protocol.startsWith(HTTP) ? protocol.substring(HTTP.length()) : protocol;
    return version + " " + hop + OWN;
  }

  /** Whether a call with these <code>Via</code> headers has been here before. */
  public static boolean isLoop(Enumeration<String> headers) {
    while (headers.hasMoreElements()) {
      if (isLoop(headers.nextElement())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a call with this <code>Via</code> header has been here before. */
  public static boolean isLoop(String header) {
    return header.contains(OWN);
  }
}
