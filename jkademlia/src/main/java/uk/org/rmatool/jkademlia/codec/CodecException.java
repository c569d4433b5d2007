package uk.org.rmatool.jkademlia.codec;

/**
 * Bytes that are no message, or a message that is not what it should be. Carries no stack trace.
 */
public final class CodecException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why, in a few words. */
  public CodecException(String message) {
    super(message, null, false, false);
  }
}
