package uk.org.rmatool.jkademlia.records;

/** A record breaks a rule. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  RefusedException(Refusal reason) {
    super(reason.code(), null, false, false);
    this.reason = reason;
  }

  Refusal reason() {
    return reason;
  }
}
