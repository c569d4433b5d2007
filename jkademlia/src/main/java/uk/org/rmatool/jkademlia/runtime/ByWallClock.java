package uk.org.rmatool.jkademlia.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Node;
import uk.org.rmatool.jkademlia.node.PingPolicy;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.storage.Source;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;

/**
 * The policies of a program, who go by the wall clock, for a node, which goes by the time of its
 * timers. So a wall clock that was wrong and is set right is right for records at once.
 */
final class ByWallClock {
  private ByWallClock() {}

  /** A node that begins now. */
  static Node node(
      NodeId self,
      Settings settings,
      ValuePolicy policy,
      PingPolicy pings,
      RandomGenerator random,
      WallClock clock) {
    return new Node(
        self, settings, new Values(policy, clock), new Pings(pings, clock), random, clock.now());
  }

  record Values(ValuePolicy policy, WallClock clock) implements ValuePolicy {
    @Override
    public Judgement judge(Key key, Value incoming, @Nullable Value present, Instant now) {
      return judge(key, incoming, present, Source.OWN, now);
    }

    @Override
    public Judgement judge(
        Key key, Value incoming, @Nullable Value present, Source source, Instant now) {
      return switch (policy.judge(key, incoming, present, source, clock.wall())) {
        case Judgement.Keep(var value, var expires) ->
            new Judgement.Keep(value, clock.when(expires));
        case Judgement.Refuse refused -> refused;
      };
    }

    @Override
    public Optional<Value> combine(Key key, List<Value> values, Instant now) {
      return policy.combine(key, values, clock.wall());
    }

    @Override
    public boolean mayReplace(Value value) {
      return policy.mayReplace(value);
    }

    @Override
    public boolean mayBelong(String name, Value value) {
      return policy.mayBelong(name, value);
    }
  }

  private record Pings(PingPolicy policy, WallClock clock) implements PingPolicy {
    @Override
    public Verdict judge(Peer from, Instant now) {
      return policy.judge(from, clock.wall());
    }

    @Override
    public void stored(Peer from, Key key, Value value, Instant now) {
      policy.stored(from, key, value, clock.wall());
    }
  }
}
