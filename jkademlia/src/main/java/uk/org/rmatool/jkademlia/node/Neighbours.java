package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  private static final int REMEMBERED = 10_000;
  private static final Settings.Rate PINGS = new Settings.Rate(200, 1_000);

  private final NodeId self;
  private final RoutingTable table;
  private final Calls calls;
  private final Map<InetSocketAddress, Instant> pinged = new Recent<>(REMEMBERED);
  private final TokenBucket pings;
  private BiConsumer<Peer, Instant> welcome = (peer, now) -> {};

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

  /** Asks whoever is at an address, and puts him into the table if he answers. */
  void ping(InetSocketAddress address, Reply then, Instant now) {
    calls.ask(
        address,
        new Request.Ping(Sender.of(self)),
        new Reply() {
          @Override
          public void answered(Response response, Duration took, Instant later) {
            if (response instanceof Response.Pong(var id)) {
              verified(new Peer(id, address), later);
            }
            then.answered(response, took, later);
          }

          @Override
          public void failed(Instant later) {
            then.failed(later);
          }
        },
        now);
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
    return table.closest(point, count).stream()
        .filter(peer -> reach.mayAsk(peer.address()))
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
