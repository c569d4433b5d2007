package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.id.Recent;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Request.Sender;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.routing.RoutingTable;

/**
 * Keeps the routing table true: a node gets into it by answering a ping with its id, from the
 * address it is said to have, and stays for as long as it answers.
 */
final class Neighbours {
  /** For so long nobody is asked again who he is. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** For so long it is believed who is at an address that is not in the table. */
  private static final Duration MET = Duration.ofMinutes(15);

  private static final int REMEMBERED = 10_000;
  private static final Settings.Rate PINGS = new Settings.Rate(200, 1_000);

  private final NodeId self;
  private final RoutingTable table;
  private final Calls calls;
  private final Map<InetSocketAddress, Instant> pinged = new Recent<>(REMEMBERED);
  private final Map<InetSocketAddress, Met> met = new Recent<>(REMEMBERED);
  private final Map<InetSocketAddress, List<Reply>> asking = new HashMap<>();
  private final TokenBucket pings;
  private BiConsumer<Peer, Instant> welcome = (peer, now) -> {};

  /** Who said, from an address, that he is there. */
  private record Met(NodeId id, Instant at) {}

  Neighbours(NodeId self, RoutingTable table, Calls calls, Instant now) {
    this.self = self;
    this.table = table;
    this.calls = calls;
    this.pings = new TokenBucket(PINGS, now);
  }

  /** What is to happen when a node gets into the table. */
  void onNewcomer(BiConsumer<Peer, Instant> action) {
    welcome = action;
  }

  /** Somebody asked us something, or somebody we asked is not in the table: who is it? */
  void heardFrom(Peer claimed, Instant now) {
    if (!table.contains(claimed) && !claimed.id().equals(self)) {
      meet(claimed.address(), now);
    }
  }

  /** Asks whoever is at an address, unless that was done lately. */
  void meet(InetSocketAddress address, Instant now) {
    var last = pinged.get(address);
    if ((last == null || last.plus(PAUSE).isBefore(now)) && pings.take(now)) {
      pinged.put(address, now);
      ping(address, Reply.NONE, now);
    }
  }

  /** Who is at an address, as far as he said so himself in the last while. */
  Optional<NodeId> at(InetSocketAddress address, Instant now) {
    var last = met.get(address);
    return table
        .at(address)
        .or(
            () ->
                Optional.ofNullable(last)
                    .filter(one -> one.at.plus(MET).isAfter(now))
                    .map(Met::id));
  }

  /** Whether a node may be where somebody says it is; if we know better, we make sure of it. */
  boolean mayBe(Peer told, Instant now) {
    boolean possible = at(told.address(), now).filter(id -> !id.equals(told.id())).isEmpty();
    if (!possible) {
      meet(told.address(), now);
    }
    return possible;
  }

  /** Asks whoever is at an address, and puts him into the table if he answers. */
  void ping(InetSocketAddress address, Reply then, Instant now) {
    var waiting = asking.get(address);
    if (waiting != null) {
      waiting.add(then);
      return;
    }
    asking.put(address, new ArrayList<>(List.of(then)));
    calls.ask(
        address,
        new Request.Ping(Sender.of(self)),
        new Reply() {
          @Override
          public void answered(Response response, Duration took, Instant later) {
            if (response instanceof Response.Pong(var id)) {
              met.put(address, new Met(id, later));
              verified(new Peer(id, address), later);
            }
            ended(address).forEach(reply -> reply.answered(response, took, later));
          }

          @Override
          public void slow(Instant later) {
            List.copyOf(asking.getOrDefault(address, List.of()))
                .forEach(reply -> reply.slow(later));
          }

          @Override
          public void failed(Instant later) {
            ended(address).forEach(reply -> reply.failed(later));
          }
        },
        now);
  }

  private List<Reply> ended(InetSocketAddress address) {
    var waiting = asking.remove(address);
    return waiting == null ? List.of() : waiting;
  }

  private void verified(Peer peer, Instant now) {
    boolean known = table.contains(peer);
    table.answered(peer, now).ifPresent(oldest -> check(oldest, now));
    if (!known && table.contains(peer)) {
      welcome.accept(peer, now);
    }
  }

  /** Asks a node in the table whether it lives. */
  void check(Peer peer, Instant now) {
    var last = pinged.get(peer.address());
    if (last != null && last.plus(Duration.ofSeconds(3)).isAfter(now)) {
      return;
    }
    pinged.put(peer.address(), now);
    ping(
        peer.address(),
        new Reply() {
          @Override
          public void answered(Response response, Duration took, Instant later) {}

          @Override
          public void failed(Instant later) {
            noAnswer(peer, now);
          }
        },
        now);
  }

  /** Asks a peer, and notes in the table whether it answers. */
  void ask(Peer peer, Request request, Reply reply, Instant now) {
    calls.ask(
        peer.address(),
        request,
        new Reply() {
          @Override
          public void answered(Response response, Duration took, Instant later) {
            if (table.contains(peer)) {
              table.answered(peer, later);
            } else {
              heardFrom(peer, later);
            }
            reply.answered(response, took, later);
          }

          @Override
          public void slow(Instant later) {
            reply.slow(later);
          }

          @Override
          public void failed(Instant later) {
            noAnswer(peer, now);
            reply.failed(later);
          }
        },
        now);
  }

  /** Does not hold it against a peer if nobody else answered since: it may be our own network. */
  private void noAnswer(Peer peer, Instant asked) {
    if (calls.heard().isAfter(asked)) {
      table.failed(peer);
    }
  }

  /** The closest that may be asked. */
  List<Peer> closest(Key point, int count) {
    var reach = calls.reach();
    if (reach instanceof Reach.Open) {
      return table.closest(point, count);
    }
    return table.closest(point, reach.answers() ? count : Math.max(count, table.size())).stream()
        .filter(peer -> reach.mayAsk(peer.address()))
        .limit(count)
        .toList();
  }

  /** Whether others may count on this node. */
  boolean answersOthers() {
    return calls.reach().answers();
  }

  RoutingTable table() {
    return table;
  }

  boolean mayAsk(Peer peer) {
    return calls.reach().mayAsk(peer.address());
  }
}
