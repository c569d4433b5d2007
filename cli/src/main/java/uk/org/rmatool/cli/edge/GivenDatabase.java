package uk.org.rmatool.cli.edge;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.servers.PlatformServer.Database;

/** Reads the address of a PostgreSQL that somebody gives. */
final class GivenDatabase {
  private static final int USUAL_PORT = 5432;

  private GivenDatabase() {}

  /**
   * Reads <code>postgresql://user:password@host:port/name</code>.
   *
   * @throws Failure that does not show the password, when it is none
   */
  static Database parse(String url) {
    try {
      var uri = new URI(url);
      var user = uri.getRawUserInfo();
      var path = uri.getPath();
      if ("postgresql".equals(uri.getScheme())
          && uri.getHost() != null
          && user != null
          && user.contains(":")
          && path != null
          && path.length() > 1) {
        var colon = user.indexOf(':');
        return new Database(
            uri.getHost(),
            uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
            path.substring(1),
            decoded(user.substring(0, colon)),
            decoded(user.substring(colon + 1)));
      }
    } catch (URISyntaxException e) {
      // said below, without the password
    }
    throw new Failure(
        "EDGE_DATABASE_URL is not like postgresql://user:password@host:port/name",
        Failure.USAGE,
        null);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
