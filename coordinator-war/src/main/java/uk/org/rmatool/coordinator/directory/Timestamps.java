package uk.org.rmatool.coordinator.directory;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Times as the earlier implementation writes them: ISO 8601 with microseconds, UTC, without a zone.
 */
public final class Timestamps {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private Timestamps() {}

  public static String format(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).format(FORMAT);
  }
}
