package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.codec.ValueWriter;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.lookup.Lookup;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Request.Sender;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.storage.Store;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement;

/** Gets, sets, repairs and spreads values. */
final class Values {
  /** After a get so many nodes that lack the value or have an older one are given it. */
  private static final int REPAIRS = 3;

  /** So many if nobody can tell which of two is older. */
  private static final int PLAIN_REPAIRS = 1;

  /**
   * Whoever is given an unsigned value keeps it for a week from then on. So nobody is given one in
   * its last day, or it would go from hand to hand for ever.
   */
  private static final Duration LAST = Duration.ofDays(1);

  /** A newcomer is given so many values at most, of so many that are looked at. */
  private static final int GIFTS = 20;

  private static final int LOOKED_AT = 100;

  private final NodeId self;
  private final int k;
  private final Store store;
  private final ValuePolicy policy;
  private final Neighbours neighbours;
  private final Searches searches;
  private final Effects effects;
  private final Counters counters;

  Values(
      NodeId self,
      int k,
      Store store,
      ValuePolicy policy,
      Neighbours neighbours,
      Searches searches,
      Effects effects,
      Counters counters) {
    this.self = self;
    this.k = k;
    this.store = store;
    this.policy = policy;
    this.neighbours = neighbours;
    this.searches = searches;
    this.effects = effects;
    this.counters = counters;
  }

  void get(Input.Get get, Instant now) {
    var belongs = belongs(get);
    var own = store.get(get.key(), now).filter(belongs);
    if (own.isPresent() && get.values() == 1) {
      effects.done(get.ticket(), new Outcome.Got(own, 0, List.of()));
      return;
    }
    // Who wants all of them is not content with one less for what is held here, which may be old.
    boolean counts = own.isPresent() && get.values() < k;
    searches.values(
        get.key(),
        get.values() - (counts ? 1 : 0),
        belongs,
        (lookup, later) -> {
          var value = combine(get.key(), own, lookup, later);
          int hops = value.isEmpty() ? 0 : lookup.hops();
          effects.done(get.ticket(), new Outcome.Got(value, hops, lookup.steps()));
          value.ifPresent(
              found ->
                  repair(
                      get.key(),
                      found,
                      lookup,
                      policy.mayReplace(found) ? REPAIRS : PLAIN_REPAIRS,
                      later));
        },
        now);
  }

  private Predicate<Value> belongs(Input.Get get) {
    return get.name()
        .<Predicate<Value>>map(name -> value -> policy.mayBelong(name, value))
        .orElse(value -> true);
  }

  private Optional<Value> combine(Key key, Optional<Value> own, Lookup lookup, Instant now) {
    List<Value> values = new ArrayList<>(lookup.values().values());
    own.ifPresent(values::add);
    return values.isEmpty() ? Optional.empty() : policy.combine(key, values, now);
  }

  /**
   * Gives the value to the closest nodes that answered without it; in place of another one only if
   * all agree which of them stays.
   */
  private void repair(Key key, Value value, Lookup lookup, int count, Instant now) {
    if (ends(key, value, now)) {
      return;
    }
    var values = lookup.values();
    boolean replaces = policy.mayReplace(value);
    lookup.closest().stream()
        .filter(peer -> replaces ? !value.equals(values.get(peer)) : !values.containsKey(peer))
        .limit(count)
        .forEach(peer -> store(peer, key, value, now));
  }

  /** Whether this is an unsigned value that is held here, in its last day. */
  private boolean ends(Key key, Value value, Instant now) {
    return !policy.mayReplace(value)
        && store.get(key, now).filter(value::equals).isPresent()
        && store.expires(key).filter(end -> end.isBefore(now.plus(LAST))).isPresent();
  }

  private void store(Peer peer, Key key, Value value, Instant now) {
    if (ValueWriter.size(value) <= Datagrams.MAX_VALUE) {
      neighbours.ask(peer, request(key, value), Reply.NONE, now);
    }
  }

  private Request request(Key key, Value value) {
    return new Request.Store(Sender.of(self), key, value);
  }

  void set(Input.Set set, Instant now) {
    var refusal = refusal(set.key(), set.value(), now);
    if (refusal.isPresent()) {
      counters.refused(refusal.get());
      effects.done(set.ticket(), new Outcome.Refused(refusal.get()));
      return;
    }
    searches.places(
        set.key(),
        (lookup, later) ->
            offer(
                set.key(),
                set.value(),
                lookup.known(2 * k),
                kept -> effects.done(set.ticket(), new Outcome.Stored(kept, lookup.hops())),
                later),
        now);
  }

  private Optional<String> refusal(Key key, Value value, Instant now) {
    if (ValueWriter.size(value) > Datagrams.MAX_VALUE) {
      return Optional.of("size");
    }
    return switch (policy.judge(key, value, null, now)) {
      case Judgement.Refuse(var reason) -> Optional.of(reason);
      case Judgement.Keep(var kept, var expires) ->
          expires.isAfter(now) ? Optional.empty() : Optional.of("expired");
    };
  }

  /** Offers a value to the closest of these nodes, and keeps it here if this one is close too. */
  private void offer(Key key, Value value, List<Peer> peers, IntConsumer then, Instant now) {
    int kept = 0;
    if (close(key, peers) && store.put(key, value, null, now) instanceof Store.Outcome.Kept) {
      kept++;
    }
    var request = request(key, value);
    new Offer(peers, kept, (peer, reply, at) -> neighbours.ask(peer, request, reply, at), then)
        .begin(k, now);
  }

  Optional<Value> held(Key key, Instant now) {
    return store.get(key, now);
  }

  boolean endsBefore(Key key, Value value, Instant time, Instant now) {
    return policy.judge(key, value, null, now) instanceof Judgement.Keep(var kept, var expires)
        && expires.isBefore(time);
  }

  /** Whether this node is among those closest to a key, as far as it knows. */
  boolean belongsHere(Key key) {
    return close(key, neighbours.closest(key, k));
  }

  /** Stores a value at the closest nodes; nobody waits for it. */
  void spread(Key key, Value value, Instant now) {
    if (searches.busy() || refusal(key, value, now).isPresent()) {
      return;
    }
    searches.places(
        key, (lookup, later) -> offer(key, value, lookup.known(2 * k), kept -> {}, later), now);
  }

  private boolean close(Key key, List<Peer> peers) {
    return neighbours.answersOthers()
        && (peers.size() < k
            || key.compareDistance(self.point(), peers.get(k - 1).id().point()) < 0);
  }

  /**
   * Spreads a value that is held: reads what the closest nodes have, keeps what policy makes of it
   * all, and stores that where it is missing. So an old copy does not overwrite newer ones. An
   * unsigned value stays what it is here, and is stored where there is none.
   */
  void republish(Key key, Instant now) {
    var own = store.get(key, now);
    if (own.isEmpty()) {
      return;
    }
    store.spread(key, now);
    if (ends(key, own.get(), now)) {
      return;
    }
    searches.values(
        key,
        Integer.MAX_VALUE,
        value -> true,
        (lookup, later) -> {
          var held = store.get(key, later);
          var value = combine(key, held, lookup, later).filter(policy::mayReplace).or(() -> held);
          if (value.isPresent() && refusal(key, value.get(), later).isEmpty()) {
            store.put(key, value.get(), null, later);
            store.get(key, later).ifPresent(kept -> repair(key, kept, lookup, k, later));
          }
        },
        now);
  }

  /** Gives a newcomer the values that it should hold, if nobody closer to them than us will. */
  void welcome(Peer newcomer, Instant now) {
    if (!neighbours.answersOthers()) {
      return;
    }
    int given = 0;
    for (var key : store.keys(LOOKED_AT)) {
      if (given < GIFTS && shouldGet(newcomer, key)) {
        given++;
        store
            .get(key, now)
            .filter(value -> !ends(key, value, now))
            .ifPresent(value -> store(newcomer, key, value, now));
      }
    }
  }

  private boolean shouldGet(Peer newcomer, Key key) {
    var rivals = others(newcomer, key, 1);
    if (!rivals.isEmpty()
        && key.compareDistance(self.point(), rivals.getFirst().id().point()) > 0) {
      return false;
    }
    var holders = others(newcomer, key, k);
    return holders.size() < k
        || key.compareDistance(newcomer.id().point(), holders.getLast().id().point()) < 0;
  }

  private List<Peer> others(Peer newcomer, Key key, int count) {
    return neighbours.closest(key, count + 1).stream()
        .filter(peer -> !peer.equals(newcomer))
        .limit(count)
        .toList();
  }
}
