package uk.org.rmatool.service;

import java.net.URI;
import java.time.Duration;

/** A service that has started. */
public interface RunningService {
  /** Where it listens. */
  URI address();

  /** Takes nothing more, gives what is in progress this long, and removes all that is temporary. */
  void stop(Duration patience);
}
