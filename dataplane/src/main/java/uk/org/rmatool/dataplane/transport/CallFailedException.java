package uk.org.rmatool.dataplane.transport;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** A call could not be made; what it says decides whether it may be made again. */
public final class CallFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How far it got. */
  public enum Failure {
    /** No connection: nothing was sent. */
    NOT_CONNECTED,
    /** It was sent, at least in part, and nothing came back. */
    NO_ANSWER,
    /** It was sent, at least in part, and the network does not lead to the node any more. */
    UNREACHABLE,
    /** The answer began and broke off, or is not HTTP. */
    BROKEN,
    /** The other side was silent for too long. */
    TIMED_OUT
  }

  private final Failure failure;

  public CallFailedException(Failure failure, String reason, Throwable cause) {
    super(reason, cause);
    this.failure = failure;
  }

  /** For what is wrong with an answer that came. */
  public CallFailedException(Failure failure, String reason) {
    super(reason);
    this.failure = failure;
  }

  /**
   * What was met while an answer was waited for or read.
   *
   * @param otherwise what it is when the node was neither silent nor out of reach, and why
   */
  public static CallFailedException of(IOException e, Failure otherwise, String reason) {
    if (e instanceof SocketTimeoutException) {
      return new CallFailedException(Failure.TIMED_OUT, "was silent for too long", e);
    }
    if (e instanceof UnreachableException) {
      return new CallFailedException(Failure.UNREACHABLE, "cannot be reached any more", e);
    }
    return new CallFailedException(otherwise, reason, e);
  }

  public Failure failure() {
    return failure;
  }

  /** For people: "cannot be connected to: Connection refused". */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
