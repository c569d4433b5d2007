package uk.org.rmatool.notes.model;

import jakarta.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.notes.advice.Advice;
import uk.org.rmatool.notes.advice.Deadline;
import uk.org.rmatool.notes.advice.Role;
import uk.org.rmatool.notes.advice.Statement;
import uk.org.rmatool.service.platform.LanguageModel;

/** Lets a language model sort notes, and takes from it what is grounded. */
public final class ModelReader {
  private static final int MAX_TOKENS = 4_096;
  private static final int MAX_OBJECTIONS = 20;

  private final LanguageModel language;
  private final Optional<String> model;

  /**
   * Asks nothing yet.
   *
   * @param model which one to ask; the first that is loaded when empty
   */
  public ModelReader(LanguageModel language, Optional<String> model) {
    this.language = language;
    this.model = model;
  }

  /** What a model made of notes, all of it grounded. */
  public record Read(String model, Advice advice) {}

  /** A model that says what the notes do not, even when told; the message is for the caller. */
  public static final class UngroundedException extends Exception {
    private static final long serialVersionUID = 1L;

    UngroundedException(String message) {
      super(message);
    }
  }

  /**
   * Asks, and asks once more if something of the answer is not grounded.
   *
   * @param byRules what rules make of the notes
   * @throws uk.org.rmatool.api.PlatformException when no model answers
   */
  public Read read(String notes, String clientName, Advice byRules)
      throws UngroundedException, InterruptedException {
    var grounding = new Grounding(notes, clientName, byRules);
    var said = ask(Prompt.of(notes, clientName));
    var objections = new ArrayList<String>();
    var draft = check(grounding, said.text(), objections);
    if (draft.isEmpty()) {
      said = ask(Prompt.again(notes, clientName, objections));
      objections.clear();
      draft = check(grounding, said.text(), objections);
    }
    if (draft.isEmpty()) {
      throw new UngroundedException(
          "The model %s says what the notes do not.".formatted(said.model()));
    }
    return new Read(said.model(), advice(grounding, draft.get()).withDeadlinesOf(byRules));
  }

  private LanguageModel.Said ask(String prompt) throws InterruptedException {
    return language.ask(
        model, Prompt.SYSTEM, Json.createValue(prompt), MAX_TOKENS, Optional.of(Prompt.format()));
  }

  /** The draft if there is nothing to object to. */
  private static Optional<Draft> check(
      Grounding grounding, String answer, List<String> objections) {
    try {
      var draft = Draft.parse(answer);
      for (var item : draft.items()) {
        grounding
            .objection(item)
            .filter(why -> objections.size() < MAX_OBJECTIONS)
            .ifPresent(why -> objections.add("\"" + item.text() + "\": " + why));
      }
      if (draft.items().isEmpty()) {
        objections.add("there is not one statement");
      }
      return objections.isEmpty() ? Optional.of(draft) : Optional.empty();
    } catch (IllegalArgumentException e) {
      objections.add(e.getMessage());
      return Optional.empty();
    }
  }

  private static Advice advice(Grounding grounding, Draft draft) {
    var deadlines = new ArrayList<Deadline>();
    for (var item : draft.items()) {
      if (item.isDeadline()) {
        var span = grounding.find(item.quote()).orElseThrow();
        deadlines.add(new Deadline(item.text(), item.date(), span.start(), span.end()));
      }
    }
    deadlines.sort(Comparator.comparingInt(Deadline::start));
    return new Advice(
        statements(grounding, draft, Role.MATTER),
        statements(grounding, draft, Role.OURS),
        statements(grounding, draft, Role.YOURS),
        deadlines);
  }

  private static List<Statement> statements(Grounding grounding, Draft draft, Role role) {
    return draft.items().stream()
        .filter(item -> item.role() == role && !item.isDeadline())
        .map(
            item -> {
              var span = grounding.find(item.quote()).orElseThrow();
              return new Statement(item.text(), span.start(), span.end());
            })
        .sorted(Comparator.comparingInt(Statement::start))
        .toList();
  }
}
