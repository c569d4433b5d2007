package uk.org.rmatool.notes.rules;

import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.notes.advice.Role;

/**
 * A heading at the beginning of a line.
 *
 * @param role what the statements below it are
 * @param length how much of the line it takes
 */
record Heading(Role role, int length) {
  private static final Pattern OURS =
      Pattern.compile(
          "(?i)(?:our actions?|what we will do|we will|adviser(?:'s|’s)?(?: actions?)?|actions? for"
              + " (?:us|adviser)|action \\(?(?:us|adviser)\\)?)\\s*(?::\\s*|$)");
  private static final Pattern YOURS =
      Pattern.compile(
          "(?i)(?:(?:client(?:'s|’s)?|your) actions?|what (?:you|the client)"
              + " (?:need|needs|have|has) to do|client(?: to do| will| to)?|actions? for"
              + " client|action \\(?client\\)?)\\s*(?::\\s*|$)");
  private static final Pattern MATTER =
      Pattern.compile(
          "(?i)(?:matters? discussed|discussed|background|issues?|notes?|summary|advice(?:"
              + " given)?|situation|facts|deadlines?|(?:key )?dates?|actions?|next steps|to"
              + " do)\\s*(?::\\s*|$)");

  static Optional<Heading> in(String line) {
    return read(line, OURS, Role.OURS)
        .or(() -> read(line, YOURS, Role.YOURS))
        .or(() -> read(line, MATTER, Role.MATTER));
  }

  private static Optional<Heading> read(String line, Pattern pattern, Role role) {
    var matcher = pattern.matcher(line);
    return matcher.lookingAt() ? Optional.of(new Heading(role, matcher.end())) : Optional.empty();
  }
}
