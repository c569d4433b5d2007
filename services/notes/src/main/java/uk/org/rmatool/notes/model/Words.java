package uk.org.rmatool.notes.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The words of a text that carry facts, in a form in which they can be compared. */
final class Words {
  private static final Pattern WORD =
      Pattern.compile("[£€$]?\\d+(?:[.,:/-]\\d+)*|\\p{L}[\\p{L}\\p{M}]*(?:['’-]\\p{L}+)*|\\d+");

  /** Words that add no fact, whoever says them. */
  private static final Set<String> EMPTY =
      Set.of(
          ("a an the this that these those and or of to in on at for with from by as into about"
                  + " regarding concerning is are was were be been being am has have had do does did"
                  + " will shall would i we you he she it they me us him her them my our your his its"
                  + " their mine ours yours who which what there here also so then than client"
                  + " client's adviser advisor discussed discuss talked matter matters please if when"
                  + " because")
              .split(" "));

  private static final Set<String> NEGATIONS =
      Set.of(
          "not", "no", "never", "none", "nobody", "nothing", "without", "cannot", "neither", "nor");

  private static final Set<String> DOUBTS =
      Set.of("may", "might", "could", "possibly", "perhaps", "maybe", "unclear", "unsure", "if");

  private Words() {}

  /** Numbers without separators of thousands, other words shortened to what inflection leaves. */
  static List<String> facts(String text) {
    var facts = new ArrayList<String>();
    for (var word : all(text)) {
      if (!EMPTY.contains(word)) {
        facts.add(stem(word));
      }
    }
    return facts;
  }

  static boolean negates(String text) {
    return all(text).stream().anyMatch(word -> NEGATIONS.contains(word) || word.endsWith("n't"));
  }

  static boolean doubts(String text) {
    return text.indexOf('?') >= 0 || all(text).stream().anyMatch(DOUBTS::contains);
  }

  /** Whether all of these come, in this order, in those. */
  static boolean inOrder(List<String> these, List<String> those) {
    int next = 0;
    for (var word : those) {
      if (next < these.size() && these.get(next).equals(word)) {
        next++;
      }
    }
    return next == these.size();
  }

  private static List<String> all(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT).replace('’', '\''))
        .results()
        .map(word -> word.group())
        .toList();
  }

  private static String stem(String word) {
    if (Character.isDigit(word.charAt(word.length() - 1))) {
      return word.replace(",", "");
    }
    var bare = word.endsWith("'s") ? word.substring(0, word.length() - 2) : word;
    for (var ending : List.of("ing", "ies", "ed", "es", "s", "e", "y")) {
      if (bare.endsWith(ending) && bare.length() - ending.length() >= 3) {
        return bare.substring(0, bare.length() - ending.length());
      }
    }
    return bare;
  }
}
