package uk.org.rmatool.entities;

import java.util.List;

/** Amounts of money; "a week" and the like are not part of them. */
final class Money {
  private static final String NUMBER =
      "\\d{1,3}(?:,\\d{3})+(?:\\.\\d{1,2})?|\\d{1,12}(?:\\.\\d{1,2})?";
  private static final String SCALE = "(?: ?(?:thousand|million|billion|[kmKM]|bn)\\b)?";

  static final List<Rule> RULES =
      List.of(
          Rule.of(
              EntityType.MONEY,
              0.99,
              "(?<![\\p{L}\\p{N}])([£€$] ?(?:" + NUMBER + ")" + SCALE + ")(?!\\d)"),
          Rule.of(
              EntityType.MONEY,
              0.99,
              "\\b((?:GBP|EUR|USD) ?(?:" + NUMBER + ")" + SCALE + ")(?!\\d)"),
          Rule.of(
              EntityType.MONEY,
              0.95,
              "(?i)(?<![\\p{L}\\p{N}.,])((?:"
                  + NUMBER
                  + ")(?: ?(?:thousand|million|k))?"
                  + " ?(?:pounds?|quid|pence|euros?|dollars?|GBP|EUR|USD))\\b"),
          Rule.of(EntityType.MONEY, 0.9, "(?<![\\p{L}\\p{N}.,])(\\d{1,3}p)\\b"));

  private Money() {}
}
