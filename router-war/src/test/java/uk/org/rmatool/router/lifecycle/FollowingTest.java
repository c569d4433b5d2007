package uk.org.rmatool.router.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.router.replicas.Topic;
import uk.org.rmatool.router.replicas.Topic.Changed;

class FollowingTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private final Deque<List<Changed>> changes = new ArrayDeque<>();
  private final List<String> read = new ArrayList<>();
  private boolean away;
  private final Following following =
      new Following(
          () -> changes.isEmpty() ? List.of() : changes.remove(),
          Map.of(Topic.HOME, reader("homes"), Topic.COORDINATOR, ids -> read.add("them " + ids)));

  private Consumer<Set<NodeId>> reader(String what) {
    return ids -> {
      if (away) {
        throw new IllegalStateException("away");
      }
      read.add(what + " " + ids);
    };
  }

  @Test
  void whatChangedIsReadOnceAndTogether() {
    changes.add(List.of(new Changed(Topic.HOME, A), new Changed(Topic.HOME, B)));
    following.run();
    following.run();
    assertThat(read).containsExactly("homes [a, b]");
  }

  @Test
  void whatCouldNotBeReadIsReadTheNextTimeAndKeepsNothingElseWaiting() {
    away = true;
    changes.add(List.of(new Changed(Topic.HOME, A), new Changed(Topic.COORDINATOR, A)));
    assertThatThrownBy(following::run).hasMessage("away");
    assertThat(read).containsExactly("them [a]");
    away = false;
    changes.add(List.of(new Changed(Topic.HOME, B)));
    following.run();
    assertThat(read).containsExactly("them [a]", "homes [a, b]");
  }
}
