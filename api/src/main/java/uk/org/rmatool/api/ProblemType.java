package uk.org.rmatool.api;

import java.util.Locale;

/**
 * The closed set of errors that the platform answers with; status and name are part of the
 * contract.
 */
public enum ProblemType {
  MALFORMED_REQUEST(400, "Malformed request"),
  INVALID_EDGE_REGISTRATION(400, "Invalid edge registration"),
  REJECTED(403, "Rejected"),
  NOT_FOUND(404, "Not found"),
  WORKER_NOT_FOUND(404, "Worker not found"),
  COORDINATOR_NOT_FOUND(404, "Coordinator not found"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  NOT_ACCEPTABLE(406, "Not acceptable"),
  REQUEST_TIMED_OUT(408, "Request timed out"),
  ID_TAKEN(409, "Id taken"),
  PRECONDITION_FAILED(412, "Precondition failed"),
  TOO_LARGE(413, "Too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  INVALID_FIELDS(422, "Invalid fields"),
  TOO_MANY_REQUESTS(429, "Too many requests"),
  INTERNAL_ERROR(500, "Internal error"),
  UPSTREAM_FAILED(502, "Upstream failed"),
  NO_PROVIDER(503, "No provider"),
  NO_COORDINATOR(503, "No coordinators available"),
  COORDINATOR_UNREACHABLE(503, "Coordinator unreachable"),
  SATURATED(503, "Saturated"),
  DATABASE_AWAY(503, "Database away"),
  DEPENDENCY_AWAY(503, "Dependency away"),
  UPSTREAM_TIMED_OUT(504, "Upstream timed out");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /**
   * The stable identifier of RFC 9457's <code>type</code> member, such as <code>
   * urn:rma:problem:no-provider</code>.
   */
  public String uri() {
    return "urn:rma:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
