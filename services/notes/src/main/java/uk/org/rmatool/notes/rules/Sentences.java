package uk.org.rmatool.notes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.notes.advice.Role;

/**
 * Cuts notes into sentences: at line ends, full stops, semicolons and where the subject changes.
 */
final class Sentences {
  private static final Pattern LINE = Pattern.compile("[^\\r\\n]+");
  private static final Pattern BULLET = Pattern.compile("\\s*(?:(?:[-*•–—>]|\\d{1,2}[.)])\\s+)?");
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "(?<=[.!?])\\s+(?=[\\p{Lu}£\"“'(\\d])|;\\s*"
              + "|,?\\s+(?:and|but|then|while)\\s+(?=(?i:client|cl|he|she|they|I|we|adviser)\\s(?i:will|to|must|should|shall|needs?)\\b)");
  private static final Pattern ABBREVIATION =
      Pattern.compile(
          "(?:^|.*[\\s(])(?:Mr|Mrs|Ms|Dr|St|Rd|Ave|No|no|ref|tel|approx|e\\.g|i\\.e|etc|a/c|[A-Z])\\.");

  private Sentences() {}

  static List<Sentence> of(String notes) {
    var sentences = new ArrayList<Sentence>();
    Optional<Role> section = Optional.empty();
    var line = LINE.matcher(notes);
    int before = 0;
    while (line.find()) {
      if (notes.substring(before, line.start()).lines().count() > 1) {
        section = Optional.empty(); // an empty line ends what a heading began
      }
      before = line.end();
      var bullet = BULLET.matcher(notes).region(line.start(), line.end());
      int start = bullet.lookingAt() ? bullet.end() : line.start();
      var heading = Heading.in(notes.substring(start, line.end()));
      if (heading.isPresent()) {
        section = Optional.of(heading.get().role());
        start += heading.get().length();
      }
      cut(notes, start, line.end(), section, sentences);
    }
    return sentences;
  }

  private static void cut(
      String notes, int from, int to, Optional<Role> section, List<Sentence> sentences) {
    var boundary = BOUNDARY.matcher(notes).region(from, to).useTransparentBounds(true);
    int start = from;
    while (boundary.find()) {
      if (!ABBREVIATION.matcher(notes.substring(start, boundary.start())).matches()) {
        add(notes, start, boundary.start(), section, sentences);
        start = boundary.end();
      }
    }
    add(notes, start, to, section, sentences);
  }

  private static void add(
      String notes, int from, int to, Optional<Role> section, List<Sentence> sentences) {
    int start = from;
    int end = to;
    while (start < end && isBlank(notes.charAt(start))) {
      start++;
    }
    while (end > start
        && (isBlank(notes.charAt(end - 1)) || ".;,".indexOf(notes.charAt(end - 1)) >= 0)) {
      end--;
    }
    if (notes.substring(start, end).codePoints().anyMatch(Character::isLetterOrDigit)) {
      sentences.add(new Sentence(start, end, section));
    }
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
