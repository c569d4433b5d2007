package uk.org.rmatool.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Cross-origin resource sharing on every path, service traffic included: preflights are answered
 * here and go no further (Fetch standard, "CORS protocol").
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class CorsFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient HttpConfig config;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Cors.allow(config, request, response);
    if (isPreflight(request)) {
      response.setHeader(
          "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
      var headers = request.getHeader("Access-Control-Request-Headers");
      response.setHeader(
          "Access-Control-Allow-Headers",
          headers == null ? "*" : headers.replaceAll("[^A-Za-z0-9, _-]", ""));
      response.setHeader("Access-Control-Max-Age", "600");
      response.setStatus(HttpServletResponse.SC_OK);
      return;
    }
    chain.doFilter(request, response);
  }

  /**
   * Plain OPTIONS calls are for services; on our own paths every OPTIONS is a preflight, as
   * deployed clients send it.
   */
  private static boolean isPreflight(HttpServletRequest request) {
    if (!request.getMethod().equals("OPTIONS")) {
      return false;
    }
    return !ControlCallFilter.isService(request)
        || request.getHeader("Access-Control-Request-Method") != null;
  }
}
