package uk.org.rmatool.platform.client;

import java.util.concurrent.TimeoutException;

/**
 * Another program could not be reached, broke off or did not answer in time; the message names it
 * and says which.
 */
public final class UnreachableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether it was there and did not answer in time: it may be busy, or wait for something itself,
   * and still serve other calls.
   */
  public boolean isSilence() {
    return getCause() instanceof TimeoutException;
  }

  /** What happened, in half a sentence; never null. */
  public String reason() {
    return getMessage() == null ? "cannot be reached" : getMessage();
  }
}
