package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.RecordReader;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.DhtException;
import uk.org.rmatool.platform.wiring.Component;

/** Reads who is listed as provider of a service, and into how many shards that is divided. */
@Component
public class ProviderSets {
  /** Deployed nodes overwrite where ours merge, so all of the closest are asked. */
  private static final int ALL_VALUES = 20;

  private static final Duration ASKING = Duration.ofSeconds(2);

  /** The node has checked what it gives; this is the second time. */
  private static final int CHECKS_PER_SECOND = 20_000;

  private static final int CHECKS_REMEMBERED = 20_000;

  private final ShardCounts counts;
  private final Coordinators coordinators;
  private final Clock clock;
  private final RandomGenerator random;
  private final RecordReader reader =
      new RecordReader(new RecordPolicy(new Verifier(CHECKS_PER_SECOND, CHECKS_REMEMBERED)));

  @Inject
  public ProviderSets(
      ShardCounts counts, Coordinators coordinators, Clock clock, RandomGenerator random) {
    this.counts = counts;
    this.coordinators = coordinators;
    this.clock = clock;
    this.random = random;
  }

  /**
   * All shards of a service, in any order.
   *
   * @throws IllegalArgumentException when no service has this name
   */
  List<RecordKey.OfProviders> shards(Dht dht, String service) {
    learnCount(dht, new RecordKey.OfShards(service));
    var shards = new ArrayList<RecordKey.OfProviders>();
    IntStream.range(0, counts.count(service))
        .forEach(shard -> shards.add(new RecordKey.OfProviders(service, shard)));
    Collections.shuffle(shards, Random.from(random));
    return shards;
  }

  /** Asks the DHT for the number of shards, unless it was heard of lately. */
  void learnCount(Dht dht, RecordKey.OfShards key) {
    if (counts.fresh(key.service())) {
      return;
    }
    try {
      var told =
          DhtSeat.result(dht.get(key.text(), ALL_VALUES), ASKING)
              .value()
              .flatMap(
                  value -> {
                    var count =
                        read(r -> r.shards(key, value, coordinators::have, clock.instant()));
                    return count.isPresent() ? Optional.of(count.getAsInt()) : Optional.empty();
                  });
      told.ifPresentOrElse(
          count -> counts.tell(key.service(), count), () -> counts.unknown(key.service()));
    } catch (DhtException e) {
      counts.unknown(key.service());
    }
  }

  /** Who is listed in these shards, as far as they can be read in time. */
  Set<CertifiedId> listed(Dht dht, List<RecordKey.OfProviders> shards, Deadline deadline) {
    var gets = shards.stream().map(shard -> dht.get(shard.text(), ALL_VALUES)).toList();
    Set<CertifiedId> ids = new LinkedHashSet<>();
    for (int i = 0; i < shards.size(); i++) {
      var shard = shards.get(i);
      try {
        DhtSeat.result(gets.get(i), deadline.left())
            .value()
            .ifPresent(value -> ids.addAll(read(r -> r.providers(shard, value, clock.instant()))));
      } catch (DhtException e) {
        // the others may do
      }
    }
    return ids;
  }

  /** Reads a value; the reader is for one thread. */
  <T> T read(Function<RecordReader, T> question) {
    synchronized (reader) {
      return question.apply(reader);
    }
  }

  /** What is kept under a name, if it comes in time. */
  static Optional<Value> value(Dht dht, String name, Deadline deadline) {
    try {
      return DhtSeat.result(dht.get(name), deadline.left());
    } catch (DhtException e) {
      return Optional.empty();
    }
  }
}
