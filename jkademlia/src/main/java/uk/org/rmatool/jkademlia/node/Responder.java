package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.id.Origin;
import uk.org.rmatool.jkademlia.message.Contact;
import uk.org.rmatool.jkademlia.message.Message;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.node.PingPolicy.Verdict;
import uk.org.rmatool.jkademlia.routing.Addresses;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.storage.Store;

/** Answers what others ask, within a rate, and briefly to those who have not answered us. */
final class Responder {
  /** So much is sent to an address that has not answered us. */
  static final int MAX_TO_STRANGERS = 1_200;

  private final NodeId self;
  private final int k;
  private final Store store;
  private final Neighbours neighbours;
  private final Askers askers;
  private final PingPolicy pings;
  private final Effects effects;
  private final Counters counters;

  Responder(
      NodeId self,
      int k,
      Store store,
      Neighbours neighbours,
      Askers askers,
      PingPolicy pings,
      Effects effects,
      Counters counters) {
    this.self = self;
    this.k = k;
    this.store = store;
    this.neighbours = neighbours;
    this.askers = askers;
    this.pings = pings;
    this.effects = effects;
    this.counters = counters;
  }

  void answer(InetSocketAddress asker, Message.Question question, Instant now) {
    if (!askers.mayAsk(asker, now)) {
      counters.limited++;
      return;
    }
    var from = question.request().from().map(id -> new Peer(id, asker));
    var verdict = verdict(question.request(), from, now);
    if (verdict == Verdict.SILENCE) {
      counters.ignored++;
      return;
    }
    var response = respond(asker, question.request(), now);
    var datagram = Datagrams.write(question.id(), response);
    if (datagram.size() > MAX_TO_STRANGERS && !askers.proved(asker, now)) {
      datagram = shorter(asker, question, response);
    }
    effects.send(asker, datagram);
    if (verdict == Verdict.GREET || !askers.proved(asker, now)) {
      from.ifPresent(peer -> neighbours.heardFrom(peer, now));
    }
  }

  private Verdict verdict(Request request, Optional<Peer> from, Instant now) {
    return request instanceof Request.Ping && from.isPresent()
        ? pings.judge(from.get(), now)
        : Verdict.GREET;
  }

  private Response respond(InetSocketAddress asker, Request request, Instant now) {
    return switch (request) {
      case Request.Stun ignored ->
          new Response.Seen(Addresses.text(asker.getAddress()), asker.getPort());
      case Request.Ping ignored -> new Response.Pong(self);
      case Request.Store(var sender, var key, var value) ->
          switch (store.put(key, value, Origin.of(asker.getAddress()), now)) {
            case Store.Outcome.Kept ignored -> {
              sender.id().ifPresent(id -> pings.stored(new Peer(id, asker), key, value, now));
              yield new Response.Stored(true);
            }
            case Store.Outcome.Refused(var reason) -> {
              counters.refused(reason);
              yield new Response.Stored(false);
            }
          };
      case Request.FindNode(var sender, var key) -> closest(key, asker);
      case Request.FindValue(var sender, var key) ->
          store
              .get(key, now)
              .<Response>map(Response.Found::new)
              .orElseGet(() -> closest(key, asker));
    };
  }

  private Response.Nodes closest(Key key, InetSocketAddress asker) {
    List<Contact> contacts = new ArrayList<>(k);
    for (var peer : neighbours.table().closest(key, k + 1)) {
      if (contacts.size() < k && !peer.address().equals(asker)) {
        contacts.add(peer.contact());
      }
    }
    return new Response.Nodes(contacts);
  }

  /** Nodes instead of a long value, and fewer of them if need be. */
  private Bytes shorter(InetSocketAddress asker, Message.Question question, Response response) {
    List<Contact> contacts =
        switch (response) {
          case Response.Nodes(var all) -> all;
          default ->
              question.request() instanceof Request.FindValue(var sender, var key)
                  ? closest(key, asker).contacts()
                  : List.of();
        };
    while (true) {
      var datagram = Datagrams.write(question.id(), new Response.Nodes(contacts));
      if (datagram.size() <= MAX_TO_STRANGERS) {
        return datagram;
      }
      contacts = contacts.subList(0, contacts.size() - 1);
    }
  }
}
