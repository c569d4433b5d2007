package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.LegacyList;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.Shards;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.platform.wiring.Component;

/**
 * What one coordinator at a time keeps in the DHT for all of them: into how many shards the
 * providers of a service are divided, and the lists that deployed nodes read.
 */
@Component
public class ServiceRecords {
  /** So often it is to be kept. */
  public static final Duration PERIOD = Duration.ofMinutes(1);

  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** So many shards are read to know how full all are. */
  private static final int SAMPLE = 8;

  private final ProviderSets sets;
  private final ShardCounts counts;
  private final Coordinators coordinators;
  private final Turn turn;
  private final Clock clock;

  @Inject
  public ServiceRecords(
      ProviderSets sets, ShardCounts counts, Coordinators coordinators, Turn turn, Clock clock) {
    this.sets = sets;
    this.counts = counts;
    this.coordinators = coordinators;
    this.turn = turn;
    this.clock = clock;
  }

  /** Whether so many workers need more shards than there are, as far as is known here. */
  public boolean isOutgrown(String service, int registered) {
    var now = counts.count(service);
    return next(now, registered) > now;
  }

  /**
   * Keeps the records of a service, if it is this coordinator's turn; else learns what is told.
   *
   * @param registered ids of the workers that this coordinator would send calls to
   * @throws IllegalArgumentException when no service has this name
   */
  public void keep(Dht dht, Signer signer, String service, Collection<String> registered) {
    var list = LegacyList.ofService(service);
    var key = new RecordKey.OfShards(service);
    if (!turn.isOf(signer.id().toString(), key.point(), dht)) {
      sets.learnCount(dht, key);
      return;
    }
    var deadline = Deadline.in(PATIENCE);
    var shards = sets.shards(dht, service);
    var sample = shards.subList(0, Math.min(SAMPLE, shards.size()));
    var listed = sets.listed(dht, sample, deadline);
    var estimate = listed.size() * shards.size() / sample.size();
    var count = next(shards.size(), Math.max(estimate, registered.size()));
    counts.tell(service, count);
    var ids = new TreeSet<String>();
    listed.forEach(id -> ids.add(id.toString()));
    registered.forEach(id -> ids.add(listedAs(id)));
    var before = read(dht, list, deadline);
    if (ids.isEmpty() && before.isEmpty()) {
      return;
    }
    var record = signer.shards(key, count, clock.instant(), LIFETIME);
    var stored = dht.set(key.text(), record);
    var unused = DhtSeat.result(dht.set(list, LegacyList.write(withDeployed(ids, before))));
    unused = DhtSeat.result(stored);
  }

  /**
   * Grows when a shard has half as much again as it should, since a sample may say too much and
   * every worker has to hear of it; shrinks late: when a shard has a quarter of what it should.
   */
  static int next(int now, int providers) {
    int wanted = Shards.forProviders(providers);
    int surely = Shards.forProviders(providers * 2 / 3);
    return surely > now ? wanted : Math.min(now, 2 * wanted);
  }

  /**
   * Keeps the lists of coordinators of the locations that are known, those whose turn it is.
   *
   * @param location this coordinator's
   */
  public void keepCoordinators(Dht dht, Signer signer, String location) {
    var self = signer.id().toString();
    var locations = new TreeSet<>(Set.of(location));
    coordinators.all().forEach(known -> locations.add(known.location()));
    for (var each : locations) {
      var list = LegacyList.ofCoordinators(each);
      if (!each.isBlank() && turn.isOf(self, Key.named(list), dht)) {
        var ids = new TreeSet<String>();
        coordinators.all().stream()
            .filter(known -> known.location().equals(each))
            .forEach(known -> ids.add(known.id()));
        if (each.equals(location)) {
          ids.add(self);
        }
        keepList(dht, each, list, ids);
      }
    }
  }

  /** Others than those that the router knows stay while their presence says that they are there. */
  private void keepList(Dht dht, String location, String list, Set<String> ids) {
    var deadline = Deadline.in(PATIENCE);
    var before = read(dht, list, deadline);
    before.stream()
        .filter(id -> CertifiedId.parse(id).isPresent() && !ids.contains(id))
        .limit(SAMPLE)
        .filter(id -> isPresent(dht, id, location, deadline))
        .forEach(ids::add);
    var unused = DhtSeat.result(dht.set(list, LegacyList.write(withDeployed(ids, before))));
  }

  private boolean isPresent(Dht dht, String id, String location, Deadline deadline) {
    return ProviderSets.value(dht, "coordinator:" + id, deadline)
        .flatMap(value -> sets.read(reader -> reader.coordinator(id, value, clock.instant())))
        .filter(presence -> presence.location().equals(location))
        .isPresent();
  }

  private static List<String> read(Dht dht, String list, Deadline deadline) {
    return ProviderSets.value(dht, list, deadline).map(LegacyList::read).orElse(List.of());
  }

  /** These, and then those of deployed nodes that were listed: their lists have no end. */
  private static List<String> withDeployed(Set<String> ids, List<String> before) {
    var deployed = before.stream().filter(id -> CertifiedId.parse(id).isEmpty());
    return Stream.concat(ids.stream(), deployed).toList();
  }

  /** The id under which both our sets and the presence name a worker. */
  private static String listedAs(String id) {
    return CertifiedId.parse(id).map(CertifiedId::shortened).map(CertifiedId::toString).orElse(id);
  }
}
