package uk.org.rmatool.router.homes;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.router.homes.TestRouter.json;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.router.homes.FakeCoordinator.Asked;
import uk.org.rmatool.router.homes.FakeCoordinator.Says;

/** One worker comes to two routers over one table of homes at the same time. */
class ReplicatedPlacementTest {
  private static final NodeId W = new NodeId("w");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final String FROM_A = "{\"from\":\"a\"}";

  @TempDir private Path folder;

  private final InMemoryHomeStore store = new InMemoryHomeStore();

  private TestRouter router(String name) {
    return new TestRouter(folder.resolve(name), store);
  }

  private static String register(TestRouter router) {
    var body = json("{'worker_id':'w','tunnel_url':'http://w:1','capabilities':{}}");
    var answer = router.calls.register(Optional.of(W), body);
    assertThat(answer.status()).isEqualTo(200);
    return answer.json().orElseThrow().toString();
  }

  private static void unregister(TestRouter router) {
    assertThat(router.calls.unregister(W).status()).isEqualTo(200);
  }

  /** While it is asked for the first time something happens elsewhere. */
  private static FakeCoordinator during(String method, Runnable elsewhere, String says)
      throws IOException {
    return new FakeCoordinator(
        call -> {
          if (isFirst(method, call)) {
            elsewhere.run();
          }
          return new Says(200, says);
        });
  }

  private static boolean isFirst(String method, Asked call) {
    return call.method().equals(method) && call.path().contains("register");
  }

  @Test
  void ofTwoFirstRegistrationsBothAreAnsweredByTheOneHome() throws IOException {
    var one = router("one");
    var two = router("two");
    try (var a = new FakeCoordinator(call -> new Says(200, FROM_A));
        var b = during("POST", () -> register(one), "{\"from\":\"b\"}")) {
      one.join(A, a);
      two.join(B, b);
      two.join(A, a);
      assertThat(register(two)).isEqualTo(FROM_A);
      assertThat(store.rows.get(W).coordinator()).isEqualTo(A);
      assertThat(store.rows).hasSize(1);
      assertThat(b.asked()).hasSize(1);
      assertThat(two.homes.releases(B)).containsExactly(new Release(W, 2));
      assertThat(one.homes.releases(A)).isEmpty();
      assertThat(store.events).containsExactly("w registered", "w reregistered");
    }
  }

  @Test
  void aWorkerThatLeavesWhileItIsMovedLeavesItsNewHome() throws IOException {
    var one = router("one");
    var two = router("two");
    try (var b = new FakeCoordinator(call -> new Says(200, "{}"));
        var a =
            during(
                "DELETE",
                () -> one.moves.move(one.homes.lookUp(W).orElseThrow(), "is gone"),
                "{}")) {
      two.join(A, a);
      register(two);
      one.join(B, b);
      two.join(B, b);
      unregister(two);
      assertThat(store.rows).isEmpty();
      assertThat(b.asked()).extracting(Asked::method).containsExactly("POST", "DELETE");
    }
  }
}
