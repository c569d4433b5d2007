package uk.org.rmatool.dataplane.balancing;

/** Whether a node gets calls. */
public enum Circuit {
  /** It does. */
  CLOSED,
  /** It is ejected. */
  OPEN,
  /** It was ejected; one call will show whether it is well again. */
  HALF_OPEN
}
