package uk.org.rmatool.notes.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What notes come to.
 *
 * @param matters what was discussed
 * @param ours what the advisers do
 * @param yours what the client does
 * @param deadlines dates to keep
 */
public record Advice(
    List<Statement> matters,
    List<Statement> ours,
    List<Statement> yours,
    List<Deadline> deadlines) {
  public Advice {
    matters = List.copyOf(matters);
    ours = List.copyOf(ours);
    yours = List.copyOf(yours);
    deadlines = List.copyOf(deadlines);
  }

  public boolean isEmpty() {
    return matters.isEmpty() && ours.isEmpty() && yours.isEmpty();
  }

  /** The same with the deadlines of another reading that this one lacks. */
  public Advice withDeadlinesOf(Advice other) {
    var all = new ArrayList<>(deadlines);
    for (var deadline : other.deadlines()) {
      if (deadlines.stream().noneMatch(it -> overlap(it, deadline))) {
        all.add(deadline);
      }
    }
    all.sort(Comparator.comparingInt(Deadline::start));
    return new Advice(matters, ours, yours, all);
  }

  private static boolean overlap(Deadline a, Deadline b) {
    return a.start() < b.end() && b.start() < a.end();
  }
}
