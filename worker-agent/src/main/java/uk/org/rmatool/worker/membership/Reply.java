package uk.org.rmatool.worker.membership;

import jakarta.json.JsonObject;

/** What came of a control call. */
public sealed interface Reply {
  /** It was done. */
  record Accepted(JsonObject answer) implements Reply {}

  /** Nothing is known there of what the call was about (404). */
  record Unknown(String reason) implements Reply {}

  /**
   * It was not done.
   *
   * @param reason why, in half a sentence
   * @param away whether nobody was there to decide (no connection, no answer, 5xx)
   */
  record Failed(String reason, boolean away) implements Reply {}
}
