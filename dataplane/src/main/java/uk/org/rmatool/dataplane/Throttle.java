package uk.org.rmatool.dataplane;

import java.io.IOException;

/** Holds bodies of service calls back, where a program has a bean that does. */
@FunctionalInterface
public interface Throttle {
  /** Lets everything pass at once. */
  Throttle NONE = bytes -> {};

  /**
   * Returns when so many more bytes may pass, in whichever direction.
   *
   * @throws IOException when the thread is interrupted meanwhile
   */
  void pass(int bytes) throws IOException;
}
