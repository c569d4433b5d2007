package uk.org.rmatool.router.operators;

import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/** Reads ids in paths. */
final class Ids {
  private Ids() {}

  /** What cannot be an id is not found. */
  static NodeId parse(String text, ProblemType notFound) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      throw new PlatformException(notFound, "There is no such id: " + e.getMessage() + ".");
    }
  }
}
