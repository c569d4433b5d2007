package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.lookup.Lookup;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Request.Sender;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Addresses;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement;

/** Runs look-ups: asks whom they name and tells them what came back. */
final class Searches {
  /** So many at a time; beyond that callers are told that the node is busy. */
  private static final int MAX_RUNNING = 2_000;

  private final NodeId self;
  private final Settings settings;
  private final Neighbours neighbours;
  private final ValuePolicy policy;
  private final Counters counters;
  private int running;

  Searches(
      NodeId self,
      Settings settings,
      Neighbours neighbours,
      ValuePolicy policy,
      Counters counters) {
    this.self = self;
    this.settings = settings;
    this.neighbours = neighbours;
    this.policy = policy;
    this.counters = counters;
  }

  /** Whether another one may begin. */
  boolean busy() {
    return running >= MAX_RUNNING;
  }

  /** How many are under way. */
  int running() {
    return running;
  }

  /** Looks for the closest nodes, until k of them answered. */
  void nodes(Key key, BiConsumer<Lookup, Instant> then, Instant now) {
    begin(new Lookup.Goal(key, 0, settings.k(), settings.alpha()), then, now);
  }

  /**
   * Looks for where to store a value: a part of the closest know the others, and whoever of these
   * is not there is found out by storing.
   */
  void places(Key key, BiConsumer<Lookup, Instant> then, Instant now) {
    begin(new Lookup.Goal(key, 0, settings.k() * 2 / 5, settings.alpha()), then, now);
  }

  /** Looks for a value until so many nodes returned it. */
  void values(Key key, int values, BiConsumer<Lookup, Instant> then, Instant now) {
    begin(new Lookup.Goal(key, values, settings.k(), settings.alpha()), then, now);
  }

  private void begin(Lookup.Goal goal, BiConsumer<Lookup, Instant> then, Instant now) {
    neighbours.table().touched(goal.key(), now);
    var lookup = new Lookup(goal, self, neighbours.closest(goal.key(), settings.k()));
    running++;
    new Search(lookup, then).advance(now);
  }

  /** A look-up under way. */
  private final class Search {
    private final Lookup lookup;
    private final BiConsumer<Lookup, Instant> then;
    private boolean over;

    Search(Lookup lookup, BiConsumer<Lookup, Instant> then) {
      this.lookup = lookup;
      this.then = then;
    }

    void advance(Instant now) {
      if (over) {
        return;
      }
      if (lookup.done()) {
        over = true;
        running--;
        counters.lookups++;
        counters.hops += lookup.hops();
        then.accept(lookup, now);
        return;
      }
      for (var peer : lookup.next(now)) {
        neighbours.ask(peer, request(peer), new Heard(peer), now);
      }
    }

    private Request request(Peer peer) {
      var key = lookup.goal().key();
      return lookup.asksForNodes(peer)
          ? new Request.FindNode(Sender.of(self), key)
          : new Request.FindValue(Sender.of(self), key);
    }

    /** What one peer of it says. */
    private final class Heard implements Reply {
      private final Peer peer;

      Heard(Peer peer) {
        this.peer = peer;
      }

      @Override
      public void answered(Response response, Duration took, Instant now) {
        switch (response) {
          case Response.Nodes nodes -> lookup.told(peer, peers(nodes), now);
          case Response.Found(var value) when believed(value, now) ->
              lookup.found(peer, value, now);
          default -> lookup.refused(peer, now);
        }
        advance(now);
      }

      @Override
      public void slow(Instant now) {
        lookup.slow(peer);
        advance(now);
      }

      @Override
      public void failed(Instant now) {
        lookup.failed(peer, now);
        advance(now);
      }

      private boolean believed(Value value, Instant now) {
        return switch (policy.judge(lookup.goal().key(), value, null, now)) {
          case Judgement.Keep(var kept, var expires) when expires.isAfter(now) -> true;
          case Judgement.Keep ignored -> {
            counters.refused("expired");
            yield false;
          }
          case Judgement.Refuse(var reason) -> {
            counters.refused(reason);
            yield false;
          }
        };
      }

      private List<Peer> peers(Response.Nodes nodes) {
        return nodes.contacts().stream()
            .flatMap(contact -> Addresses.peer(contact, peer.address()).stream())
            .filter(neighbours::mayAsk)
            .toList();
      }
    }
  }
}
