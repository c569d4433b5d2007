package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import uk.org.rmatool.jkademlia.codec.CodecException;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Message;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Request.Sender;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.routing.RoutingTable;
import uk.org.rmatool.jkademlia.storage.Store;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;

/** A node of the network, as a state machine; used by one thread. */
public final class Node {
  private final NodeId self;
  private final Store store;
  private final RoutingTable table;
  private final Effects effects = new Effects();
  private final Timers timers = new Timers();
  private final Counters counters = new Counters();
  private final Calls calls;
  private final Neighbours neighbours;
  private final Responder responder;
  private final Searches searches;
  private final Values values;
  private final Bootstrap bootstrap;
  private final Expected expected;
  private final Relay relay;
  private Instant last;

  /**
   * A node that knows nobody yet.
   *
   * @param random must not be predictable in a real network: ids of messages come from it
   * @param now when it begins
   */
  public Node(
      NodeId self, Settings settings, ValuePolicy policy, RandomGenerator random, Instant now) {
    this(self, settings, policy, PingPolicy.USUAL, random, now);
  }

  /** The same, with a say in which pings are answered. */
  public Node(
      NodeId self,
      Settings settings,
      ValuePolicy policy,
      PingPolicy pings,
      RandomGenerator random,
      Instant now) {
    this.self = self;
    this.last = now;
    store = new Store(self, settings.store(), policy);
    table = new RoutingTable(self, settings.table());
    var askers = new Askers(settings);
    calls = new Calls(effects, timers, random, askers, counters);
    neighbours = new Neighbours(self, table, calls, now);
    responder =
        new Responder(self, settings.k(), store, neighbours, askers, pings, effects, counters);
    searches = new Searches(self, settings, neighbours, policy, counters);
    values = new Values(self, settings.k(), store, policy, neighbours, searches, effects, counters);
    expected = new Expected(effects, timers);
    relay = new Relay(values, neighbours, askers, timers);
    bootstrap = new Bootstrap(self, neighbours, searches, effects, random);
    neighbours.onNewcomer(values::welcome);
    new Upkeep(settings, store, neighbours, searches, values, bootstrap, calls, timers, random, now)
        .schedule(now);
  }

  /**
   * Takes what happened.
   *
   * @param at a time that goes on evenly; taken as the latest moment seen if it is before that
   * @return what is to be done, in this order
   */
  public List<Effect> handle(Input input, Instant at) {
    last = at.isAfter(last) ? at : last;
    switch (input) {
      case Input.Datagram(var from, var content) -> receive(from, content, last);
      case Input.Tick ignored -> {}
      case Input.Bootstrap join -> bootstrap.join(join, last);
      case Input.Ping(var ticket, var address) ->
          neighbours.ping(address, new Pinged(ticket, effects), last);
      case Input.Give(var ticket, var address, var key, var value) ->
          calls.ask(
              address,
              new Request.Store(Sender.of(self), key, value),
              new Given(ticket, effects),
              last);
      case Input.Get get -> unlessBusy(get.ticket(), () -> values.get(get, last));
      case Input.Set set -> unlessBusy(set.ticket(), () -> values.set(set, last));
      case Input.Find(var ticket, var key) ->
          unlessBusy(
              ticket,
              () ->
                  searches.nodes(
                      key,
                      (lookup, now) ->
                          effects.done(
                              ticket,
                              new Outcome.Closest(lookup.closest(), lookup.hops(), lookup.steps())),
                      last));
      case Input.Expect(var ticket, var id, var patience) ->
          expected.await(ticket, id, patience, last);
      case Input.Relay(var rate) -> relay.allow(rate, last);
      case Input.Change(var reach) -> calls.change(reach);
    }
    timers.run(last);
    var taken = effects.take();
    for (var effect : taken) {
      if (effect instanceof Effect.Send(var to, var datagram)) {
        counters.sent++;
        counters.sentBytes += datagram.size();
      }
    }
    return taken;
  }

  private void unlessBusy(long ticket, Runnable action) {
    if (searches.busy()) {
      effects.done(ticket, new Outcome.Refused("busy"));
    } else {
      action.run();
    }
  }

  private void receive(InetSocketAddress from, Bytes content, Instant now) {
    counters.received++;
    counters.receivedBytes += content.size();
    if (from.isUnresolved() || from.getPort() == 0 || from.getAddress().isMulticastAddress()) {
      counters.malformed++;
      return;
    }
    try {
      switch (Datagrams.read(content.buffer())) {
        case Message.Question question -> {
          expected.heard(question.id(), from);
          if (calls.reach().answers()) {
            answer(from, question, now);
          }
        }
        case Message.Answer answer -> calls.answer(from, answer, now);
      }
    } catch (CodecException e) {
      counters.malformed++;
    }
  }

  private void answer(InetSocketAddress from, Message.Question question, Instant now) {
    if (question.request() instanceof Request.Store(var sender, var key, var value)
        && relay.isFor(from, now)) {
      var before = store.get(key, now);
      responder.answer(from, question, now);
      relay.stored(from, key, before, now);
    } else {
      responder.answer(from, question, now);
    }
  }

  /** When {@link Input.Tick} is due. */
  public Optional<Instant> wake() {
    return timers.next();
  }

  public NodeId id() {
    return self;
  }

  /** Everyone in the routing table. */
  public List<Peer> peers() {
    return table.peers();
  }

  /** What it did and holds. */
  public Statistics statistics() {
    return new Statistics(
        counters.received,
        counters.receivedBytes,
        counters.sent,
        counters.sentBytes,
        counters.malformed,
        counters.unasked,
        counters.limited,
        counters.ignored,
        counters.requests,
        counters.timeouts,
        counters.lookups,
        counters.hops,
        table.size(),
        store.size(),
        store.bytes(),
        counters.refused());
  }

  /** Tells how a ping ended. */
  private record Pinged(long ticket, Effects effects) implements Reply {
    @Override
    public void answered(Response response, Duration took, Instant now) {
      effects.done(
          ticket,
          response instanceof Response.Pong(var id)
              ? new Outcome.Alive(id, took)
              : new Outcome.Silent());
    }

    @Override
    public void failed(Instant now) {
      effects.done(ticket, new Outcome.Silent());
    }
  }

  /** Tells whether a value was taken. */
  private record Given(long ticket, Effects effects) implements Reply {
    @Override
    public void answered(Response response, Duration took, Instant now) {
      var kept = response instanceof Response.Stored(var done) && done;
      effects.done(ticket, new Outcome.Stored(kept ? 1 : 0, 1));
    }

    @Override
    public void failed(Instant now) {
      effects.done(ticket, new Outcome.Silent());
    }
  }
}
