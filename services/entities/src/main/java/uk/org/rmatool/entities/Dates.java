package uk.org.rmatool.entities;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.MatchResult;

/** Days, months and years, as they are written in the United Kingdom: the day before the month. */
final class Dates {
  private static final String MONTH =
      "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
          + "|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
  private static final String FULL_MONTH =
      "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
  private static final String DAY = "(?:0?[1-9]|[12]\\d|3[01])";
  private static final String ORDINAL = DAY + "(?:st|nd|rd|th)?";
  private static final String YEAR = "(?:19|20)\\d{2}";
  private static final String WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
  private static final String BEFORE_DAY =
      "(?:(?:" + WEEKDAY + "|Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun),? )?";
  private static final String START = "(?<![\\p{L}\\p{N}/.:-])";
  private static final String END = "(?![\\p{L}\\p{N}])";

  static final List<Rule> RULES =
      List.of(
          date(
              START
                  + "("
                  + BEFORE_DAY
                  + "(?:the )?"
                  + ORDINAL
                  + " (?:of )?"
                  + MONTH
                  + "(?:,? "
                  + YEAR
                  + ")?)"
                  + END),
          date(
              START
                  + "("
                  + BEFORE_DAY
                  + MONTH
                  + " (?:the )?"
                  + ORDINAL
                  + "(?:,? "
                  + YEAR
                  + ")?)"
                  + END),
          date(START + "(" + MONTH + ",? " + YEAR + ")" + END),
          Rule.of(
              EntityType.DATE,
              0.97,
              START
                  + "((\\d{1,2})([/.-])(\\d{1,2})\\3("
                  + YEAR
                  + "|\\d{2}))(?![\\p{L}\\p{N}/-]|\\.\\d)",
              match -> isDay(match, 2, 4, 5)),
          Rule.of(
              EntityType.DATE,
              0.98,
              START + "((" + YEAR + ")-(\\d{2})-(\\d{2}))(?![\\p{N}-])",
              match -> isDay(match, 4, 3, 2)),
          Rule.of(
              EntityType.DATE,
              0.9,
              START
                  + "((?:(?i:this|next|last|coming) )?(?i:"
                  + WEEKDAY
                  + ")|(?i:today|tomorrow|yesterday)|(?i:this|next|last) (?:(?i:week|month|year)|"
                  + FULL_MONTH
                  + "))"
                  + END),
          Rule.of(
              EntityType.DATE,
              0.85,
              "\\b(?i:in|since|by|until|till|from|before|after|during|for|of|to|between|and|early|mid|late)["
                  + " -]("
                  + FULL_MONTH
                  + ")"
                  + END),
          Rule.of(
              EntityType.DATE,
              0.8,
              "\\b(?i:in|since|by|until|till|from|before|after|during|for|of) ("
                  + YEAR
                  + ")(?![\\p{L}\\p{N}]|[.,]\\d| ?[%£])"));

  private Dates() {}

  private static Rule date(String pattern) {
    return Rule.of(EntityType.DATE, 0.98, pattern);
  }

  private static boolean isDay(MatchResult match, int day, int month, int year) {
    try {
      var full = match.group(year).length() == 2 ? "20" + match.group(year) : match.group(year);
      LocalDate.of(
          Integer.parseInt(full),
          Integer.parseInt(match.group(month)),
          Integer.parseInt(match.group(day)));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
