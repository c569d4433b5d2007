package uk.org.rmatool.entities;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One way in which entities of a type are written.
 *
 * @param pattern its group 1 is the entity, what is around it the context it needs
 * @param holds what a match must meet beyond the pattern
 */
record Rule(EntityType type, double score, Pattern pattern, Predicate<MatchResult> holds) {
  static Rule of(EntityType type, double score, String pattern) {
    return of(type, score, pattern, match -> true);
  }

  static Rule of(EntityType type, double score, String pattern, Predicate<MatchResult> holds) {
    return new Rule(type, score, Pattern.compile(pattern), holds);
  }

  void find(CharSequence text, Consumer<Entity> found) {
    var matcher = pattern.matcher(text);
    while (matcher.find()) {
      if (holds.test(matcher)) {
        found.accept(new Entity(type, matcher.start(1), matcher.end(1), score));
      }
    }
  }
}
