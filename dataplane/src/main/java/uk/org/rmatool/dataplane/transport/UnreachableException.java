package uk.org.rmatool.dataplane.transport;

import java.io.IOException;

/** The network does not lead to a node any more. */
final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreachableException() {
    super("cannot be reached any more");
  }
}
