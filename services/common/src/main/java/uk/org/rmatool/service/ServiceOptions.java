package uk.org.rmatool.service;

import picocli.CommandLine.Option;

/** The options that every service has. */
public final class ServiceOptions {
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen at; default ${DEFAULT-VALUE}.")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen at, 0 for a free one; default ${DEFAULT-VALUE}.")
  int port;

  @Option(
      names = "--exit-with-parent",
      description = "End when standard input ends, as it does when the parent process does.")
  boolean exitWithParent;

  ServiceOptions() {}

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  /** Throws {@link IllegalArgumentException} with a sentence when the value is out of range. */
  public static void inRange(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d, not %d.".formatted(option, min, max, value));
    }
  }
}
