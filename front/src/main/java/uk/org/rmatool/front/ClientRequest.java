package uk.org.rmatool.front;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request as its client sent it to the front. */
final class ClientRequest extends HttpServletRequestWrapper {
  private final Client client;

  ClientRequest(HttpServletRequest request, Client client) {
    super(request);
    this.client = client;
  }

  @Override
  public String getRemoteAddr() {
    return client.address().getAddress().getHostAddress();
  }

  @Override
  public String getRemoteHost() {
    return getRemoteAddr();
  }

  @Override
  public int getRemotePort() {
    return client.address().getPort();
  }

  @Override
  public String getScheme() {
    return client.isSecure() ? "https" : "http";
  }

  @Override
  public boolean isSecure() {
    return client.isSecure();
  }

  @Override
  public String getProtocol() {
    return client.speaksHttp2() ? "HTTP/2.0" : super.getProtocol();
  }

  /** Over HTTP/2 it is known when there is no body, though no header says so. */
  @Override
  public long getContentLengthLong() {
    var length = super.getContentLengthLong();
    return length < 0 && client.speaksHttp2() && getHeader("Transfer-Encoding") == null
        ? 0
        : length;
  }
}
