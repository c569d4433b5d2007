package uk.org.rmatool.jkademlia.runtime;

/** Why a node did not do what it was asked to. */
public final class DhtException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;

  /** A short code: the policy's reason, {@code size}, {@code busy} or {@code closed}. */
  public DhtException(String reason) {
    super("The DHT node did not do it: " + reason);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
