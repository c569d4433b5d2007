package uk.org.rmatool.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An error with an answer: what went wrong, as a problem that a caller can act on. */
public final class PlatformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public PlatformException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  public PlatformException(ProblemType type, String detail) {
    this(Problem.of(type, detail));
  }

  public PlatformException(ProblemType type, String detail, Throwable cause) {
    this(type, detail);
    initCause(cause);
  }

  /** 422 with every field that was refused. */
  public static PlatformException invalidFields(List<FieldError> errors) {
    var detail = new StringBuilder();
    for (var error : errors) {
      detail
          .append(detail.isEmpty() ? "" : " ")
          .append(error.field())
          .append(": ")
          .append(error.message());
    }
    return new PlatformException(
        Problem.of(ProblemType.INVALID_FIELDS, detail.toString()).withErrors(errors));
  }

  /** An error that passes; the answer says when to try again. */
  public static PlatformException retryLater(ProblemType type, String detail, Duration after) {
    return new PlatformException(Problem.of(type, detail).withRetryAfter(after));
  }

  public Problem problem() {
    return problem;
  }

  public Optional<Duration> retryAfter() {
    return problem.retryAfter();
  }
}
