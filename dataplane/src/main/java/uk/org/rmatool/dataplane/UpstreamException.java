package uk.org.rmatool.dataplane;

/** An upstream failed; what it says decides whether another one may be tried. */
final class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How it failed. */
  enum Failure {
    /** No connection: nothing was sent, another upstream may be tried. */
    NOT_CONNECTED,
    /** It broke off or said something that is not HTTP. */
    BROKEN,
    /** It was silent for too long. */
    TIMED_OUT
  }

  private final Failure failure;

  UpstreamException(Failure failure, String reason, Throwable cause) {
    super(reason, cause);
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
