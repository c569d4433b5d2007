package uk.org.rmatool.notes.rules;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import uk.org.rmatool.notes.advice.Role;

/** Tells by the first words of a sentence whose action it is. */
final class Beginnings {
  /** A beginning and the role it gives; what follows it is the action. */
  record Found(Role role, int length, boolean pronoun, boolean negative) {}

  private static final String PLAN =
      "(?:['’]ll|\\s+(?:will|shall|must|should|(?:am|is|are)\\s+(?:going\\s+)?to|(?:has|have|needs?|ought)\\s+to"
          + "|(?:(?:has|have)\\s+)?(?:agreed|promised|undertook|offered)\\s+to|to))\\s+";

  /** What follows and is no action: what happens to somebody. */
  private static final String NO_EVENT =
      "(?!(?:be|have|lose|receive|get|hear|qualify|remain|become|also\\s+be|know)\\b)";

  private static final Pattern OURS =
      Pattern.compile(
          "(?i)(?:(?:action|todo|to"
              + " do)\\s*:?\\s+)?(?:I|we|(?:the\\s+)?(?:adviser|advisor|caseworker)|our office)"
              + PLAN
              + NO_EVENT);
  private static final Pattern TOLD =
      Pattern.compile(
          "(?i)(?:(?:I|we|adviser|advisor)\\s+(?:have\\s+)?)?(?:advised|asked|told|reminded|instructed)\\s+"
              + "(?:(?:the\\s+)?(?:client|cl|ct)|her|him|them)\\s+to\\s+"
              + NO_EVENT);
  private static final Pattern PRONOUN = Pattern.compile("(?i)(?:she|he|they)" + PLAN + NO_EVENT);
  private static final Pattern NOT = Pattern.compile("(?i)not\\s+");

  private final Pattern yours;

  Beginnings(String clientName) {
    var words =
        Arrays.stream(clientName.split("\\s+"))
            .filter(word -> word.length() > 1)
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    var name = words.isEmpty() ? "" : "|(?:" + words + ")(?:\\s+(?:" + words + ")){0,5}";
    yours =
        Pattern.compile(
            "(?i)(?:(?:action|todo|to"
                + " do)\\s*:?\\s+)?(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\\.?\\s+)?(?:(?:the\\s+)?(?:client|cl|ct|clt)|you"
                + name
                + ")"
                + PLAN
                + NO_EVENT);
  }

  Optional<Found> in(String sentence) {
    return read(sentence, OURS, Role.OURS, false)
        .or(() -> read(sentence, yours, Role.YOURS, false))
        .or(() -> read(sentence, TOLD, Role.YOURS, false))
        .or(() -> read(sentence, PRONOUN, Role.YOURS, true));
  }

  private static Optional<Found> read(
      String sentence, Pattern pattern, Role role, boolean pronoun) {
    var matcher = pattern.matcher(sentence);
    if (!matcher.lookingAt() || matcher.end() >= sentence.length()) {
      return Optional.empty();
    }
    var not = NOT.matcher(sentence).region(matcher.end(), sentence.length());
    return not.lookingAt()
        ? Optional.of(new Found(role, not.end(), pronoun, true))
        : Optional.of(new Found(role, matcher.end(), pronoun, false));
  }
}
