package uk.org.rmatool.notes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import uk.org.rmatool.entities.Entity;
import uk.org.rmatool.entities.EntityType;

/** Finds the dates of a sentence that are to be kept. */
final class Dates {
  private static final Pattern BEFORE_DATE =
      Pattern.compile(
          "(?i).*\\b(?:by|before|until|till|no later than|not later than|due(?: on|"
              + " by)?|deadline(?: is| of|:)?)[\\s:]+(?:the\\s+)?(?:end of\\s+|close of\\s+|noon"
              + " on\\s+|\\d{1,2}(?::\\d{2})?\\s?[ap]m on\\s+)?$",
          Pattern.DOTALL);
  private static final Pattern OCCASION =
      Pattern.compile(
          "(?i)\\b(?:deadline|due|expires?|runs?"
              + " out|hearing|tribunal|appointment|eviction|bailiffs?|must reach|closes|time"
              + " limit|last day|possession)\\b");
  private static final Pattern PERIOD =
      Pattern.compile(
          "(?i)\\bwithin\\s+(?:the\\s+next\\s+)?(?:\\d{1,3}|one|two|three|four|five|six|seven|ten|fourteen|a|an)\\s+"
              + "(?:(?:working|calendar|clear)\\s+)?(?:hours?|days?|weeks?|months?|year)\\b");

  private Dates() {}

  /** The dates as the notes have them. */
  static List<String> toKeep(String notes, Sentence sentence, List<Entity> entities) {
    var dates = new ArrayList<String>();
    var text = sentence.in(notes);
    boolean occasion = OCCASION.matcher(text).find();
    for (var entity : entities) {
      if (entity.type() == EntityType.DATE
          && entity.start() >= sentence.start()
          && entity.end() <= sentence.end()
          && (occasion
              || BEFORE_DATE
                  .matcher(notes.substring(sentence.start(), entity.start()))
                  .matches())) {
        dates.add(entity.in(notes));
      }
    }
    var period = PERIOD.matcher(text);
    while (period.find()) {
      dates.add(period.group());
    }
    return dates;
  }
}
