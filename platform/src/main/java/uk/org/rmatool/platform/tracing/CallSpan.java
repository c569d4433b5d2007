package uk.org.rmatool.platform.tracing;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a trace: a call that is served, or one try to have it served by somebody else. Safe for
 * any number of threads. Without tracing nothing is done, as the methods here do it.
 */
public interface CallSpan extends AutoCloseable {
  /** Where nothing is traced. */
  CallSpan NONE = new CallSpan() {};

  /** The span of the call that is being served; {@link #NONE} without one. */
  static CallSpan of(HttpServletRequest request) {
    return request.getAttribute(Tracing.ATTRIBUTE) instanceof CallSpan span ? span : NONE;
  }

  default boolean isTraced() {
    return false;
  }

  /** The trace that it is a part of, 32 hexadecimal digits; empty where nothing is traced. */
  default Optional<String> traceId() {
    return Optional.empty();
  }

  /**
   * Headers with which whoever is called continues the trace; one without a value is not to be sent
   * at all.
   */
  default Map<String, String> headers() {
    return Map.of();
  }

  /**
   * Another try begins, a part of this one; they are numbered.
   *
   * @param base where to
   * @param path path and query as they are sent; the query is not told
   */
  default CallSpan tries(String method, URI base, String path) {
    return NONE;
  }

  /** Notes something. */
  default CallSpan with(String attribute, String value) {
    return this;
  }

  /** Notes something. */
  default CallSpan with(String attribute, double value) {
    return this;
  }

  /** Notes something that is so. */
  default CallSpan with(String attribute) {
    return this;
  }

  /** Notes which status was answered, and that it is an error if it is one. */
  default CallSpan answered(int status) {
    return this;
  }

  /**
   * Notes that it failed.
   *
   * @param type in one word, always the same for the same reason
   */
  default CallSpan failed(String type, String reason) {
    return this;
  }

  /** It is over; more than once is no harm. */
  @Override
  default void close() {}
}
