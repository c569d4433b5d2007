package uk.org.rmatool.platform.tracing;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which <code>traceparent</code> a call may continue (W3C Trace Context, section 3.2): one, lower
 * case, with ids that are not zero. Versions to come may have more after it.
 */
final class Traceparent {
  static final String HEADER = "traceparent";

  private static final Pattern VALUE =
      Pattern.compile(
          "(?!ff)(?<version>[0-9a-f]{2})-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?<more>-.{0,200})?");

  private Traceparent() {}

  static boolean isValid(List<String> values) {
    if (values.size() != 1) {
      return false;
    }
    var matcher = VALUE.matcher(values.getFirst());
    return matcher.matches()
        && (matcher.group("more") == null || !matcher.group("version").equals("00"));
  }
}
