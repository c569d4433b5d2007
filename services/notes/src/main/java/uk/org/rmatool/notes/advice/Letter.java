package uk.org.rmatool.notes.advice;

import java.util.List;

/** The letter; it says the statements and nothing else about the client's matter. */
public final class Letter {
  private Letter() {}

  public static String of(String clientName, Advice advice) {
    var letter = new StringBuilder();
    letter.append("Dear ").append(clientName).append(",\n\n");
    letter.append(
        "This letter confirms our advice. It is drawn from our notes; please tell us if anything in"
            + " it is wrong or missing.\n");
    list(letter, "What we discussed", texts(advice.matters()));
    list(letter, "What we will do", texts(advice.ours()));
    list(letter, "What you need to do", texts(advice.yours()));
    list(
        letter,
        "Dates to keep",
        advice.deadlines().stream()
            .map(deadline -> deadline.date() + ": " + deadline.text())
            .toList());
    return letter.append("\nYours sincerely\n").toString();
  }

  private static List<String> texts(List<Statement> statements) {
    return statements.stream().map(Statement::text).toList();
  }

  private static void list(StringBuilder letter, String heading, List<String> items) {
    if (!items.isEmpty()) {
      letter.append('\n').append(heading).append("\n\n");
      items.forEach(item -> letter.append("- ").append(item).append('\n'));
    }
  }
}
