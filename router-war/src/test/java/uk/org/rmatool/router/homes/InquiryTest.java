package uk.org.rmatool.router.homes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.router.homes.FakeCoordinator.Says;

/** Whether there is a worker that did not come through this router. */
class InquiryTest {
  private static final NodeId W = new NodeId("w");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  @TempDir private Path folder;
  private final AtomicInteger status = new AtomicInteger(404);
  private TestRouter router;

  @BeforeEach
  void aRouterThatKnowsNobody() {
    router = new TestRouter(folder);
  }

  private FakeCoordinator coordinator() throws IOException {
    return new FakeCoordinator(call -> new Says(status.get(), "{}"));
  }

  private void assertUndecided(ProblemType type, String why) {
    for (Runnable question :
        new Runnable[] {() -> router.standing.look(W, ""), () -> router.workerIntents.isKnown(W)}) {
      assertThatThrownBy(question::run)
          .hasMessageContaining(why)
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> {
                assertThat(e.problem().type()).isEqualTo(type);
                assertThat(e.problem().retryAfterSeconds()).isPresent();
              });
    }
  }

  @Test
  void whereNobodyCanBeAskedItIsNotKnown() {
    assertUndecided(ProblemType.NO_COORDINATOR, "No coordinator is registered");
  }

  @Test
  void thereIsNoneOnceAllThatMayKnowItSaidSo() throws IOException {
    try (var a = coordinator();
        var b = coordinator()) {
      router.join(A, a);
      router.join(B, b);
      assertThat(router.standing.look(W, "")).isEmpty();
      assertThat(router.workerIntents.isKnown(W)).isFalse();
      router.coordinators.suspect(B, "connection refused");
      assertUndecided(
          ProblemType.COORDINATOR_UNREACHABLE,
          "Whether there is a worker 'w' is not known now: of 2 coordinators 1 could not say; b"
              + " cannot be reached: connection refused.");
    }
    assertUndecided(ProblemType.COORDINATOR_UNREACHABLE, "of 2 coordinators 2 could not say");
  }

  @Test
  void aCoordinatorInTroubleHasNotSaidNo() throws IOException {
    try (var a = coordinator()) {
      router.join(A, a);
      status.set(500);
      assertUndecided(ProblemType.COORDINATOR_UNREACHABLE, "a answered 500.");
    }
  }

  @Test
  void whatOneKnowsIsTheAnswerWhoeverIsAway() throws IOException {
    try (var a = coordinator();
        var b = coordinator()) {
      router.join(A, a);
      router.join(B, b);
      router.coordinators.suspect(A, "connection refused");
      status.set(200);
      assertThat(router.standing.look(W, "")).isPresent();
      assertThat(router.workerIntents.isKnown(W)).isTrue();
    }
  }
}
