package uk.org.rmatool.entities;

import java.util.List;
import java.util.stream.Stream;

/**
 * Finds what has a format: dates, money, postcodes, National Insurance, sort and account numbers.
 */
public final class RuleFinder {
  private static final int LONGEST_PHRASE = 60;

  /** What is more certain comes first, for of two that overlap the first stays. */
  private static final List<Rule> RULES =
      Stream.of(Numbers.RULES, Dates.RULES, Numbers.UNLABELLED, Money.RULES, Organisations.RULES)
          .flatMap(List::stream)
          .toList();

  /** The entities of this text, in its order. */
  public List<Entity> find(String text) {
    var entities = new Entities();
    RULES.forEach(rule -> rule.find(text, entities::add));
    return entities.inOrder();
  }

  /** Whether a piece of a text lies in what is written like a name and is none. */
  public boolean isNoName(String text, Entity entity) {
    var phrase = Organisations.NOT_NAMES.matcher(text);
    phrase.region(
        Math.max(0, entity.start() - LONGEST_PHRASE),
        Math.min(text.length(), entity.end() + LONGEST_PHRASE));
    phrase.useTransparentBounds(true);
    while (phrase.find() && phrase.start() < entity.end()) {
      if (phrase.end() >= entity.end() && phrase.start() <= entity.start()) {
        return true;
      }
    }
    return false;
  }
}
