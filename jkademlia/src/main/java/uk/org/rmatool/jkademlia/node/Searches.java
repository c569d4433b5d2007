package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.lookup.Lookup;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Request.Sender;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Addresses;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.storage.Source;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement;

/** Runs look-ups: asks whom they name and tells them what came back. */
final class Searches {
  /** So many at a time; beyond that callers are told that the node is busy. */
  private static final int MAX_RUNNING = 2_000;

  /**
   * So many of the closest nodes tell where to store a value: more than a liar or two, who may be
   * the closest.
   */
  private static final int PLACES = 5;

  /** So often whoever answered is asked who he is, as datagrams are lost. */
  private static final int ATTEMPTS = 2;

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
    begin(new Lookup.Goal(key, 0, settings.k(), settings.alpha()), value -> true, then, now);
  }

  /**
   * Looks for where to store a value: a part of the closest know the others, and whoever of these
   * is not there is found out by storing.
   */
  void places(Key key, BiConsumer<Lookup, Instant> then, Instant now) {
    begin(
        new Lookup.Goal(key, 0, Math.min(settings.k(), PLACES), settings.alpha()),
        value -> true,
        then,
        now);
  }

  /**
   * Looks for a value until so many nodes returned it.
   *
   * @param belongs whether a value may be the one
   */
  void values(
      Key key,
      int values,
      Predicate<Value> belongs,
      BiConsumer<Lookup, Instant> then,
      Instant now) {
    begin(new Lookup.Goal(key, values, settings.k(), settings.alpha()), belongs, then, now);
  }

  private void begin(
      Lookup.Goal goal, Predicate<Value> belongs, BiConsumer<Lookup, Instant> then, Instant now) {
    neighbours.table().touched(goal.key(), now);
    var lookup = new Lookup(goal, self, neighbours.closest(goal.key(), settings.k()));
    running++;
    new Search(lookup, belongs, then).advance(now);
  }

  /** A look-up under way. */
  private final class Search {
    private final Lookup lookup;
    private final Predicate<Value> belongs;
    private final BiConsumer<Lookup, Instant> then;
    private boolean over;

    Search(Lookup lookup, Predicate<Value> belongs, BiConsumer<Lookup, Instant> then) {
      this.lookup = lookup;
      this.belongs = belongs;
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
        if (lookup.goal().values() == 0 && lookup.wantsProof(peer.address())) {
          identify(peer.address(), ATTEMPTS, now); // so that nobody has to wait for it
        }
      }
    }

    /** Has whoever answered from an address say who he is, unless we know. */
    private void identify(InetSocketAddress address, int attempts, Instant now) {
      var known = neighbours.at(address, now);
      if (known.isPresent()) {
        lookup.proved(address, known.get());
        return;
      }
      neighbours.ping(
          address,
          new Reply() {
            @Override
            public void answered(Response response, Duration took, Instant later) {
              if (response instanceof Response.Pong(var id)) {
                lookup.proved(address, id);
              }
              advance(later);
            }

            @Override
            public void slow(Instant later) {
              lookup.unproved(address, false);
              advance(later);
            }

            @Override
            public void failed(Instant later) {
              if (attempts > 1 && !over && lookup.lacksProof(address)) {
                identify(address, attempts - 1, later);
              } else {
                lookup.unproved(address, true);
              }
              advance(later);
            }
          },
          now);
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
          case Response.Nodes nodes -> lookup.told(peer, peers(nodes, now), now);
          case Response.Found(var value) when believed(value, now) ->
              lookup.found(peer, value, now);
          default -> lookup.refused(peer, now);
        }
        identifyIfNeeded(now);
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
        identifyIfNeeded(now); // it may have answered before
        advance(now);
      }

      private void identifyIfNeeded(Instant now) {
        var address = peer.address();
        if (lookup.wantsProof(address) && lookup.lacksProof(address) && !lookup.done()) {
          identify(address, ATTEMPTS, now);
        }
      }

      private boolean believed(Value value, Instant now) {
        var source = Source.askedOf(peer.address().getAddress());
        return switch (policy.judge(lookup.goal().key(), value, null, source, now)) {
          case Judgement.Keep ignored when !belongs.test(value) -> {
            counters.refused("unsigned");
            yield false;
          }
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

      private List<Peer> peers(Response.Nodes nodes, Instant now) {
        List<Peer> peers = new ArrayList<>(nodes.contacts().size());
        for (var contact : nodes.contacts()) {
          Addresses.peer(contact, peer.address())
              .filter(told -> neighbours.mayAsk(told) && neighbours.mayBe(told, now))
              .ifPresent(peers::add);
        }
        return peers;
      }
    }
  }
}
