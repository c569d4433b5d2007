package uk.org.rmatool.entities;

import java.util.List;
import java.util.regex.Pattern;

/** Organisations that a list knows, and those whose last words say what they are. */
final class Organisations {
  private static final String WORD = "[A-Z][\\p{L}'’&-]{1,30}";
  private static final String KIND =
      "(?:(?:City|County|Borough|District|Metropolitan|Town|Parish) )?Council"
          + "|Housing Association|Building Society|County Court|Magistrates['’]? Court|Credit Union"
          + "|Law Centre|Food ?[Bb]ank|NHS (?:Foundation )?Trust";

  static final List<Rule> RULES =
      List.of(
          Rule.of(EntityType.ORGANIZATION, 0.95, Phrases.anyOf("organisations.txt")),
          Rule.of(
              EntityType.ORGANIZATION,
              0.95,
              "(?<![\\p{L}\\p{N}])((?!(?:The|Her|His|My|Our|Their|Your) )"
                  + WORD
                  + "(?: (?:and |on |upon )?"
                  + WORD
                  + "){0,3}? (?:"
                  + KIND
                  + "))(?![\\p{L}\\p{N}]| Tax)"));

  /** What is written like a name and is none. */
  static final Pattern NOT_NAMES = Pattern.compile(Phrases.anyOf("not-names.txt"));

  private Organisations() {}
}
