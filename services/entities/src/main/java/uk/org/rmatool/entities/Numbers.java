package uk.org.rmatool.entities;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;

/**
 * Postcodes, National Insurance numbers, sort codes and account numbers of the United Kingdom.
 *
 * <p>Sources: Royal Mail's Postcode Address File (areas and formats; BS 7666 for the letters of the
 * inward code); HMRC's National Insurance Manual NIM39110 (prefixes and suffixes).
 */
final class Numbers {
  private static final Set<String> AREAS =
      Set.of(
          ("AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH"
                  + " DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV"
                  + " JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE"
                  + " PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ"
                  + " TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE")
              .split(" "));
  private static final Set<String> NO_NI_PREFIX = Set.of("BG", "GB", "KN", "NK", "NT", "TN", "ZZ");

  /** In which HMRC writes its examples. */
  private static final String EXAMPLE_NI_PREFIX = "QQ";

  private static final String OUTWARD = "([A-Z]{1,2})(?:\\d[A-Z]|\\d{1,2})";
  private static final String INWARD = "\\d[ABD-HJLNP-UW-Z]{2}";
  private static final String SORT_CODE_LABEL =
      "(?i:\\bsort(?:ing)?[ -]?codes?\\b)[^\\p{L}\\p{N}\\n]{0,5}";
  private static final String FILLER = "(?i:(?:is|was|of|no|number)\\b[^\\p{L}\\p{N}\\n]{0,3})?";
  private static final String ACCOUNT =
      "(?i:\\b(?:account|acct?|a/c)s?\\b)[^\\p{L}\\p{N}\\n]{0,4}"
          + "(?i:(?:numbers?|no|num|is|was|with|of)\\b[^\\p{L}\\p{N}\\n]{0,4}){0,3}";
  private static final String EIGHT = "(?<![\\p{L}\\p{N}-])(\\d{8})(?![\\p{L}\\p{N}-])";

  static final List<Rule> RULES =
      List.of(
          Rule.of(
              EntityType.NI_NUMBER,
              0.99,
              "(?i)(?<![\\p{L}\\p{N}])(([A-CEGHJ-PQRSTW-Z][A-CEGHJ-NPQRSTW-Z])(?: ?\\d\\d){3}"
                  + " ?[A-D])(?![\\p{L}\\p{N}])",
              Numbers::isNiPrefix),
          Rule.of(
              EntityType.POSTCODE,
              0.99,
              "(?<![\\p{L}\\p{N}])((?:" + OUTWARD + " ?" + INWARD + "|GIR ?0AA))(?![\\p{L}\\p{N}])",
              Numbers::isArea),
          Rule.of(
              EntityType.POSTCODE,
              0.9,
              "(?i)(?<![\\p{L}\\p{N}])(" + OUTWARD + " " + INWARD + ")(?![\\p{L}\\p{N}])",
              Numbers::isArea),
          Rule.of(
              EntityType.SORT_CODE,
              0.99,
              SORT_CODE_LABEL + FILLER + "(\\d{2}(?:[- –]?\\d{2}){2})(?![\\p{L}\\p{N}])"),
          Rule.of(
              EntityType.SORT_CODE,
              0.97,
              "(?<![\\p{L}\\p{N}-])(\\d{2}-\\d{2}-\\d{2})(?=[^\\p{N}\\n"
                  + "]{1,20}\\d{8}(?![\\p{L}\\p{N}-]))"),
          Rule.of(EntityType.ACCOUNT_NUMBER, 0.97, ACCOUNT + EIGHT),
          Rule.of(
              EntityType.ACCOUNT_NUMBER,
              0.95,
              "(?<![\\p{L}\\p{N}-])\\d{2}-\\d{2}-\\d{2}[^\\p{N}\\n]{1,20}" + EIGHT));

  /** Three pairs of digits that are no date may be a sort code without being called one. */
  static final List<Rule> UNLABELLED =
      List.of(
          Rule.of(
              EntityType.SORT_CODE,
              0.7,
              "(?<![\\p{L}\\p{N}-])(\\d{2}-\\d{2}-\\d{2})(?![\\p{L}\\p{N}-])"));

  private Numbers() {}

  private static boolean isNiPrefix(MatchResult match) {
    var prefix = match.group(2).toUpperCase(Locale.ROOT);
    return prefix.equals(EXAMPLE_NI_PREFIX)
        || (prefix.indexOf('Q') < 0 && !NO_NI_PREFIX.contains(prefix));
  }

  private static boolean isArea(MatchResult match) {
    return match.group(2) == null || AREAS.contains(match.group(2).toUpperCase(Locale.ROOT));
  }
}
