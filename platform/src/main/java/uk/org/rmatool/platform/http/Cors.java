package uk.org.rmatool.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Lets pages of allowed origins read answers (Fetch standard, "CORS protocol"). */
public final class Cors {
  private Cors() {}

  /** Sets the headers that allow it; doing so again changes nothing. */
  public static void allow(
      HttpConfig config, HttpServletRequest request, HttpServletResponse response) {
    var origin = request.getHeader("Origin");
    if (config.allowsAnyOrigin()) {
      response.setHeader("Access-Control-Allow-Origin", "*");
    } else {
      response.setHeader("Vary", "Origin");
      if (origin != null && config.allows(origin, request.getServerName())) {
        response.setHeader("Access-Control-Allow-Origin", origin);
      }
    }
  }
}
