package uk.org.rmatool.dataplane.transport;

import java.io.IOException;

/** A body could not be read to its end; nothing is wrong with who it was sent to. */
public final class BrokenOffException extends IOException {
  private static final long serialVersionUID = 1L;
  private final IOException reason;

  public BrokenOffException(IOException reason) {
    super(reason);
    this.reason = reason;
  }

  public IOException reason() {
    return reason;
  }
}
