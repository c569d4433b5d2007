package uk.org.rmatool.cli.process;

/** How a process is asked to end. */
public enum Signal {
  /** The usual one; Liberty stops its applications first. */
  TERM,
  /** PostgreSQL's fast shutdown: sessions are ended, nothing committed is lost. */
  INT
}
