package uk.org.rmatool.notes.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import uk.org.rmatool.notes.advice.Advice;
import uk.org.rmatool.notes.advice.Role;
import uk.org.rmatool.notes.advice.Statement;

/**
 * Holds statements against the notes. A statement is grounded when its quotation stands in the
 * notes, all its words that carry facts stand in the quotation in the same order, it denies what
 * that denies and doubts what that doubts, and it does not give to one side what is plainly the
 * other's to do.
 */
final class Grounding {
  /** Where a quotation stands. */
  record Span(int start, int end) {}

  private final String notes;
  private final List<String> clientName;
  private final Advice byRules;

  /**
   * Of one set of notes.
   *
   * @param byRules what rules make of them
   */
  Grounding(String notes, String clientName, Advice byRules) {
    this.notes = notes;
    this.clientName = Words.facts(clientName);
    this.byRules = byRules;
  }

  /** Where the quotation stands in the notes, however broken into lines; empty if nowhere. */
  Optional<Span> find(String quote) {
    var words =
        Arrays.stream(quote.strip().split("\\s+"))
            .map(Pattern::quote)
            .collect(Collectors.joining("\\s+"));
    var found =
        Pattern.compile(words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE).matcher(notes);
    return found.find() ? Optional.of(new Span(found.start(), found.end())) : Optional.empty();
  }

  /** What is wrong with a statement, as a sentence; empty if it is grounded. */
  Optional<String> objection(Draft.Item item) {
    var span = find(item.quote());
    if (span.isEmpty()) {
      return Optional.of("the quote is not in the notes");
    }
    var quoted = notes.substring(span.get().start(), span.get().end());
    var missing =
        Words.facts(item.text()).stream()
            .filter(word -> !Words.facts(quoted).contains(word) && !clientName.contains(word))
            .toList();
    if (!missing.isEmpty()) {
      return Optional.of("the quote does not say: " + String.join(", ", missing));
    }
    var own = Words.facts(item.text()).stream().filter(Words.facts(quoted)::contains).toList();
    if (!Words.inOrder(own, Words.facts(quoted))) {
      return Optional.of("the words are in another order than in the quote");
    }
    if (Words.negates(item.text()) != Words.negates(quoted)) {
      return Optional.of("one of text and quote denies what the other says");
    }
    if (Words.doubts(quoted) && !Words.doubts(item.text())) {
      return Optional.of("the quote is not so certain");
    }
    if (item.isDeadline()) {
      return quoted.toLowerCase(Locale.ROOT).contains(item.date().toLowerCase(Locale.ROOT))
          ? Optional.empty()
          : Optional.of("the date is not in the quote as it stands there");
    }
    return isTheOthers(item.role(), span.get())
        ? Optional.of("this is the other side's action")
        : Optional.empty();
  }

  private boolean isTheOthers(Role role, Span span) {
    return switch (role) {
      case MATTER -> false;
      case OURS -> touches(byRules.yours(), span) && !touches(byRules.ours(), span);
      case YOURS -> touches(byRules.ours(), span) && !touches(byRules.yours(), span);
    };
  }

  private static boolean touches(List<Statement> statements, Span span) {
    return statements.stream().anyMatch(it -> it.start() < span.end() && span.start() < it.end());
  }
}
