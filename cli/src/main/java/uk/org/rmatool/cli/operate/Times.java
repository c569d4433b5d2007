package uk.org.rmatool.cli.operate;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Times as people read them, in the zone of the clock. */
record Times(Clock clock) {
  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  static Times system() {
    return new Times(Clock.system(ZoneId.systemDefault()));
  }

  /** Local date and time of milliseconds since 1970. */
  String local(long millis) {
    return LOCAL.format(Instant.ofEpochMilli(millis).atZone(clock.getZone()));
  }

  /** The same text with the instants in it as local times. */
  String localised(String text) {
    return INSTANT.matcher(text).replaceAll(found -> instant(found.group()));
  }

  private String instant(String text) {
    try {
      return local(Instant.parse(text).toEpochMilli());
    } catch (DateTimeParseException e) {
      return text; // only looks like one
    }
  }

  /** How many seconds ago that was; 0 for what is to come. */
  double secondsSince(double millis) {
    return Math.max(0, (clock.millis() - millis) / 1000);
  }

  /** A span in its largest two units, such as {@code 4m 5s}. */
  static String span(double seconds) {
    var s = (long) Math.max(0, seconds);
    if (s < MINUTE) {
      return s + "s";
    }
    if (s < HOUR) {
      return s / MINUTE + "m " + s % MINUTE + "s";
    }
    return s < DAY
        ? s / HOUR + "h " + s % HOUR / MINUTE + "m"
        : s / DAY + "d " + s % DAY / HOUR + "h";
  }
}
