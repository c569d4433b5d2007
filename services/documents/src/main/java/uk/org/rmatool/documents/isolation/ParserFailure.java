package uk.org.rmatool.documents.isolation;

import java.time.Duration;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/** Why a document was not read, as the problem that its sender gets. */
public final class ParserFailure {
  /** Names this service in the errors that it answers with. */
  public static final String HOP = "document-processing";

  private ParserFailure() {}

  static PlatformException timedOut(Duration limit) {
    return new PlatformException(
        Problem.of(
                ProblemType.UPSTREAM_TIMED_OUT,
                "The document could not be read within %s seconds.".formatted(seconds(limit)))
            .with("hop", HOP));
  }

  static PlatformException outOfMemory(int megabytes) {
    return unreadable(
        "The document needs more memory to be read than a parser has (%d MB)."
            .formatted(megabytes));
  }

  static PlatformException broken(String how) {
    return new PlatformException(
        Problem.of(
                ProblemType.UPSTREAM_FAILED,
                "The parser process ended while it read the document (%s).".formatted(how))
            .with("hop", HOP));
  }

  static PlatformException notStarted(Throwable cause) {
    var failure =
        new PlatformException(
            Problem.of(
                    ProblemType.UPSTREAM_FAILED,
                    "No parser process could be started; the service's log says why.")
                .with("hop", HOP));
    failure.initCause(cause);
    return failure;
  }

  static PlatformException stopping() {
    return PlatformException.retryLater(
        ProblemType.SATURATED, "The service is stopping.", Duration.ofSeconds(5));
  }

  /** 422: this document will not be read, however often it is sent. */
  public static PlatformException unreadable(String detail) {
    return new PlatformException(
        Problem.of(ProblemType.INVALID_FIELDS, detail).withTitle("Unreadable document"));
  }

  /** As {@link #unreadable(String)}, with the type that the document was detected to have. */
  static PlatformException unreadable(String detail, String contentType) {
    var problem = unreadable(detail).problem();
    return new PlatformException(
        contentType.isEmpty() ? problem : problem.with("content_type", contentType));
  }

  private static String seconds(Duration limit) {
    return limit.toMillisPart() == 0
        ? Long.toString(limit.toSeconds())
        : Double.toString(limit.toMillis() / 1000.0);
  }
}
