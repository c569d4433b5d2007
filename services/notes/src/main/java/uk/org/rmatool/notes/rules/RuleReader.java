package uk.org.rmatool.notes.rules;

import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.entities.Entity;
import uk.org.rmatool.entities.EntityType;
import uk.org.rmatool.notes.advice.Advice;
import uk.org.rmatool.notes.advice.Deadline;
import uk.org.rmatool.notes.advice.Role;
import uk.org.rmatool.notes.advice.Statement;

/** Reads one set of notes by rules. */
public final class RuleReader {
  private final String notes;
  private final String clientName;
  private final List<Entity> entities;
  private final Beginnings beginnings;

  /**
   * Reads nothing yet.
   *
   * @param entities those of the notes, in their order
   */
  public RuleReader(String notes, String clientName, List<Entity> entities) {
    this.notes = notes;
    this.clientName = clientName;
    this.entities = List.copyOf(entities);
    beginnings = new Beginnings(clientName);
  }

  public Advice read() {
    var matters = new ArrayList<Statement>();
    var ours = new ArrayList<Statement>();
    var yours = new ArrayList<Statement>();
    var deadlines = new ArrayList<Deadline>();
    var sentences = Sentences.of(notes);
    for (int i = 0; i < sentences.size(); i++) {
      var sentence = sentences.get(i);
      var before = i == 0 ? sentence.start() : sentences.get(i - 1).start();
      var found = found(sentence, before);
      var statement = new Statement(found.text(), sentence.start(), sentence.end());
      switch (found.role()) {
        case MATTER -> matters.add(statement);
        case OURS -> ours.add(statement);
        case YOURS -> yours.add(statement);
      }
      for (var date : Dates.toKeep(notes, sentence, entities)) {
        deadlines.add(new Deadline(found.text(), date, sentence.start(), sentence.end()));
      }
    }
    return new Advice(matters, ours, yours, deadlines);
  }

  private record Found(Role role, String text) {}

  private Found found(Sentence sentence, int before) {
    var text = sentence.in(notes);
    var beginning = beginnings.in(text);
    if (beginning.isPresent() && !(beginning.get().pronoun() && othersIn(before, sentence.end()))) {
      var action = text.substring(beginning.get().length());
      return new Found(
          beginning.get().role(),
          finished(beginning.get().negative() ? "Do not " + action : action));
    }
    return new Found(sentence.section().orElse(Role.MATTER), finished(text));
  }

  /** Whether somebody else than the client is named there, who may be meant by "she". */
  private boolean othersIn(int start, int end) {
    return entities.stream()
        .filter(entity -> entity.start() >= start && entity.end() <= end)
        .filter(
            entity ->
                entity.type() == EntityType.PERSON || entity.type() == EntityType.ORGANIZATION)
        .anyMatch(entity -> !clientName.contains(entity.in(notes)));
  }

  private static String finished(String text) {
    int first = Character.charCount(text.codePointAt(0));
    var sentence =
        Character.toString(Character.toUpperCase(text.codePointAt(0))) + text.substring(first);
    return "!?".indexOf(sentence.charAt(sentence.length() - 1)) >= 0 ? sentence : sentence + ".";
  }
}
