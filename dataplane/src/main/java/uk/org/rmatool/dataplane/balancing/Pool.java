package uk.org.rmatool.dataplane.balancing;

import java.util.List;
import java.util.Optional;

/**
 * Targets with random access, so that a call need not look at all of them. Those who stay should
 * keep their order, whoever comes or goes.
 */
public interface Pool {
  int size();

  /** The target at this place, with weight 0 when it can no longer be called. */
  Target get(int index);

  /** A node of this pool. */
  Optional<Target> find(String node);

  /** A few targets in a list. */
  static Pool of(List<Target> targets) {
    var all = List.copyOf(targets);
    return new Pool() {
      @Override
      public int size() {
        return all.size();
      }

      @Override
      public Target get(int index) {
        return all.get(index);
      }

      @Override
      public Optional<Target> find(String node) {
        return all.stream().filter(target -> target.node().equals(node)).findFirst();
      }
    };
  }
}
