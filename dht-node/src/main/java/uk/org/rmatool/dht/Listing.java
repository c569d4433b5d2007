package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.Shards;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.platform.wiring.Component;

/**
 * A worker's entries in the sets of providers. An entry in a shard that is no longer the worker's
 * is not renewed, and withdrawn only with the service: withdrawals take room as well. For one
 * thread.
 */
@Component
public class Listing {
  /** How long an entry lives. */
  public static final Duration LIFETIME = ShardCounts.OVERLAP;

  private static final Logger LOG = System.getLogger(Listing.class.getName());

  private final ShardCounts counts;
  private final ProviderSets sets;
  private final Clock clock;

  /** When the entry that was published last under a key runs out. */
  private final Map<RecordKey.OfProviders, Instant> published = new LinkedHashMap<>();

  @Inject
  public Listing(ShardCounts counts, ProviderSets sets, Clock clock) {
    this.counts = counts;
    this.sets = sets;
    this.clock = clock;
  }

  /** Lists the holder of a key as provider of these services, and of no others any more. */
  public List<CompletableFuture<Integer>> list(Dht dht, Signer signer, Set<String> services) {
    var now = clock.instant();
    published.values().removeIf(until -> !now.isBefore(until));
    List<CompletableFuture<Integer>> stores = new ArrayList<>();
    for (var service : services) {
      try {
        sets.learnCount(dht, new RecordKey.OfShards(service));
        for (var shard : shards(signer, service)) {
          stores.add(publish(dht, signer, shard));
        }
      } catch (IllegalArgumentException e) {
        LOG.log(Level.DEBUG, () -> "A service is not listed in the DHT: " + e.getMessage());
      }
    }
    List.copyOf(published.entrySet()).stream()
        .filter(entry -> !services.contains(entry.getKey().service()))
        .forEach(entry -> stores.add(withdraw(dht, signer, entry.getKey(), entry.getValue())));
    return stores;
  }

  private Set<RecordKey.OfProviders> shards(Signer signer, String service) {
    var listed = signer.id().shortened();
    var shards = new HashSet<RecordKey.OfProviders>();
    for (int count : counts.counts(service)) {
      shards.add(new RecordKey.OfProviders(service, Shards.of(listed, count)));
    }
    return shards;
  }

  private CompletableFuture<Integer> publish(Dht dht, Signer signer, RecordKey.OfProviders shard) {
    var now = clock.instant();
    var stored = dht.set(shard.text(), signer.provider(shard, now, LIFETIME));
    published.put(shard, now.plus(LIFETIME));
    return stored;
  }

  /** Withdraws all that was published and has not run out. */
  public List<CompletableFuture<Integer>> withdraw(Dht dht, Signer signer) {
    return list(dht, signer, Set.of());
  }

  private CompletableFuture<Integer> withdraw(
      Dht dht, Signer signer, RecordKey.OfProviders shard, Instant until) {
    published.remove(shard);
    return dht.set(shard.text(), signer.gone(shard, clock.instant(), until));
  }
}
