package uk.org.rmatool.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** Lets pages of allowed origins read answers (Fetch standard, "CORS protocol"). */
public final class Cors {
  private static final String ORIGIN = "Origin";
  private static final String ALLOWED = "Access-Control-Allow-Origin";
  private static final String ANY = "*";
  private static final String VARY = "Vary";

  private Cors() {}

  /** What is said to a request that has no <code>Origin</code>: a header's name and value. */
  public static Map.Entry<String, String> withoutOrigin(HttpConfig config) {
    return config.allowsAnyOrigin() ? Map.entry(ALLOWED, ANY) : Map.entry(VARY, ORIGIN);
  }

  /** Sets the headers that allow it; doing so again changes nothing. */
  public static void allow(
      HttpConfig config, HttpServletRequest request, HttpServletResponse response) {
    var origin = request.getHeader(ORIGIN);
    if (config.allowsAnyOrigin()) {
      response.setHeader(ALLOWED, ANY);
    } else {
      response.setHeader(VARY, ORIGIN);
      if (origin != null && config.allows(origin, request.getServerName())) {
        response.setHeader(ALLOWED, origin);
      }
    }
  }
}
