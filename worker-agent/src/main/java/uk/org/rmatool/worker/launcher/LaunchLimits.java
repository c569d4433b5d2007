package uk.org.rmatool.worker.launcher;

import java.time.Duration;

/**
 * How patient the launcher is.
 *
 * @param firstPause before the first restart; doubled each time
 * @param longestPause before any restart
 * @param longestPauseOnceItWorked before a restart of a service that had worked until it ended
 * @param stableAfter a service that worked this long has not failed quickly
 * @param quickFailures quick failures in a row after which it counts as failed and is tried at the
 *     longest pause
 * @param startPoll between two health probes of a service that starts
 * @param failedProbes failed health probes in a row after which a running service is restarted
 * @param drain how long a service that is no longer given may finish its calls
 * @param drainPoll between two looks whether it has
 * @param diskReserve free disk space in bytes without which nothing is started
 * @param logBytes size at which a service's log is put aside and a new one begun
 */
record LaunchLimits(
    Duration firstPause,
    Duration longestPause,
    Duration longestPauseOnceItWorked,
    Duration stableAfter,
    int quickFailures,
    Duration startPoll,
    int failedProbes,
    Duration drain,
    Duration drainPoll,
    long diskReserve,
    long logBytes) {

  static final LaunchLimits USUAL =
      new LaunchLimits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          6,
          Duration.ofMillis(200),
          3,
          Duration.ofMinutes(5),
          Duration.ofMillis(200),
          16 * 1024 * 1024,
          5 * 1024 * 1024);

  /**
   * How long to wait after that many quick failures in a row.
   *
   * @param worked whether it had worked until the last one
   */
  Duration pauseAfter(int failures, boolean worked) {
    var pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
    var longest = pauseOnceItFailed(worked);
    return pause.compareTo(longest) < 0 ? pause : longest;
  }

  /** How long to wait when it has failed too often in a row. */
  Duration pauseOnceItFailed(boolean worked) {
    return worked ? longestPauseOnceItWorked : longestPause;
  }
}
