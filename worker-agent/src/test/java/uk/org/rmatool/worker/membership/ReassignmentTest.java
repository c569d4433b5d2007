package uk.org.rmatool.worker.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReassignmentTest {
  private final Reassignment reassignment = new Reassignment();

  @Test
  void whatIsNewCountsAtOnce() {
    assertThat(reassignment.next(List.of("a"), List.of("a", "b"))).containsExactly("a", "b");
    assertThat(reassignment.isOpen()).isFalse();
  }

  @Test
  void whatIsGoneCountsOnceTwoAnswersInARowSaySo() {
    assertThat(reassignment.next(List.of("a", "b"), List.of("c"))).containsExactly("c", "a", "b");
    assertThat(reassignment.isOpen()).isTrue();
    assertThat(reassignment.next(List.of("c", "a", "b"), List.of("c", "b")))
        .containsExactly("c", "b");
    assertThat(reassignment.isOpen()).isFalse();
    assertThat(reassignment.next(List.of("c", "b"), List.of("c"))).containsExactly("c", "b");
    assertThat(reassignment.next(List.of("c", "b"), List.of("c"))).containsExactly("c");
  }

  @Test
  void anAnswerBetweenThatSaysNothingDoesNotCountAsOneOfTwo() {
    reassignment.next(List.of("a"), List.of());
    reassignment.reset();
    assertThat(reassignment.isOpen()).isFalse();
    assertThat(reassignment.next(List.of("a"), List.of())).containsExactly("a");
    assertThat(reassignment.next(List.of("a"), List.of())).isEmpty();
  }
}
