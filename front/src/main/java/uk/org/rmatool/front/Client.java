package uk.org.rmatool.front;

import java.net.InetSocketAddress;

/**
 * Who is at the other end of a connection to the front, and how it speaks. Equal only to itself.
 */
final class Client {
  private final InetSocketAddress address;
  private final boolean secure;
  private final boolean http2;

  Client(InetSocketAddress address, boolean secure, boolean http2) {
    this.address = address;
    this.secure = secure;
    this.http2 = http2;
  }

  InetSocketAddress address() {
    return address;
  }

  /** Whether it speaks TLS. */
  boolean isSecure() {
    return secure;
  }

  /** Whether it speaks HTTP/2 rather than HTTP/1.1. */
  boolean speaksHttp2() {
    return http2;
  }
}
