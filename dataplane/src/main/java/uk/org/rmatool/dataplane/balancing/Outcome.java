package uk.org.rmatool.dataplane.balancing;

/** How a call at a node ended. */
public enum Outcome {
  OK,
  /** The client left, which says nothing of the node. */
  CLIENT_LEFT,
  CONNECT_FAILED,
  /** It broke off, or said something that is not HTTP. */
  BROKE,
  TIMED_OUT,
  /** 502, 503 or 504 that the node itself gave. */
  SERVER_ERROR;

  boolean isFailure() {
    return this != OK && this != CLIENT_LEFT;
  }
}
