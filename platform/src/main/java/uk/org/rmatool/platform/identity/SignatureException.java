package uk.org.rmatool.platform.identity;

/** A signature that is there and does not hold; the message says why, in half a sentence. */
public final class SignatureException extends Exception {
  private static final long serialVersionUID = 1L;

  SignatureException(String message) {
    super(message);
  }
}
