package uk.org.rmatool.coordinator.jobs;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.NodeId;

/**
 * What became of a job at a worker.
 *
 * @param worker who
 * @param status completed, accepted, unsupported, busy, failed, unreachable or not_asked
 * @param message the same in words
 * @param service which of its services took it; empty when that is not known
 * @param result what a completed job resulted in; empty without
 */
record Outcome(NodeId worker, String status, String message, String service, JsonObject result) {
  private static final int MAX_MESSAGE = 500;

  Outcome {
    message = message.substring(0, Math.min(message.length(), MAX_MESSAGE));
  }

  static Outcome of(NodeId worker, String status, String message) {
    return new Outcome(worker, status, message, "", JsonObject.EMPTY_JSON_OBJECT);
  }

  /** Of what a worker answered; those of the earlier implementation say nothing of the services. */
  static Outcome of(NodeId worker, int status, JsonObject said) {
    if (status / 100 == 2) {
      return taken(worker, said);
    }
    var why = text(said, "detail");
    return switch (status) {
      case 404, 405, 415, 422, 501 ->
          of(worker, "unsupported", "The worker has no service for this job type");
      case 429, 503 -> of(worker, "busy", or(why, "The worker answered " + status));
      default -> of(worker, "failed", or(why, "The worker answered " + status));
    };
  }

  private static Outcome taken(NodeId worker, JsonObject said) {
    var service = text(said, "service");
    if (!text(said, "status").equals("completed")) {
      return new Outcome(
          worker, "accepted", "The worker took the job", service, JsonObject.EMPTY_JSON_OBJECT);
    }
    var result =
        said.get("result") instanceof JsonObject json ? json : JsonObject.EMPTY_JSON_OBJECT;
    var message =
        said.get("result_bytes") instanceof JsonNumber bytes
            ? "The job is done; its result of %d bytes is too long to be told"
                .formatted(bytes.longValue())
            : "The job is done";
    return new Outcome(worker, "completed", message, service, result);
  }

  boolean isSuccess() {
    return status.equals("accepted") || status.equals("completed");
  }

  /** How long its result is. */
  int size() {
    return result.isEmpty() ? 0 : result.toString().length();
  }

  Outcome withoutResult() {
    return new Outcome(
        worker,
        status,
        message + "; with all the others its result is too long to be told",
        service,
        JsonObject.EMPTY_JSON_OBJECT);
  }

  JsonObject toJson() {
    var json =
        Json.createObjectBuilder()
            .add("worker_id", worker.value())
            .add("status", status)
            .add("message", message);
    if (!service.isEmpty()) {
      json.add("service", service);
    }
    if (!result.isEmpty()) {
      json.add("result", result);
    }
    return json.build();
  }

  private static String text(JsonObject json, String member) {
    return json.get(member) instanceof JsonString text ? text.getString() : "";
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
