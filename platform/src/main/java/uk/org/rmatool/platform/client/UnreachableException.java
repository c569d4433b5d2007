package uk.org.rmatool.platform.client;

/**
 * Another program could not be reached, broke off or did not answer in time; the message names it
 * and says which.
 */
public final class UnreachableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What happened, in half a sentence; never null. */
  public String reason() {
    return getMessage() == null ? "cannot be reached" : getMessage();
  }
}
