package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.DhtException;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Finds in the DHT who provides a service. Signed records alone count: what they say comes from the
 * holder of the key that the worker's id certifies.
 */
@Component
public class Directory {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration PATIENCE_FOR_ALL = Duration.ofSeconds(20);
  private static final int MAX_TRIED = 5;
  private static final int MAX_LISTED = 10_000;

  /** So many are looked up at a time. */
  private static final int TOGETHER = 32;

  private final DhtSeat seat;
  private final ProviderSets sets;
  private final Clock clock;
  private final RandomGenerator random;

  @Inject
  public Directory(DhtSeat seat, ProviderSets sets, Clock clock, RandomGenerator random) {
    this.seat = seat;
    this.sets = sets;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Whether anybody can be looked for: a node that knows no other may keep what its clients say.
   */
  public boolean available() {
    return seat.node().isPresent();
  }

  /**
   * A worker that says that it provides this service, any of them; empty without a node, or when
   * nobody is found in time. One shard is asked first, any of them, and the others if need be.
   *
   * @param but ids of workers that are not wanted
   */
  public Optional<WorkerPresence> provider(String service, Set<String> but) {
    var node = seat.node();
    if (node.isEmpty()) {
      return Optional.empty();
    }
    try {
      return provider(node.get(), service, but, Deadline.in(PATIENCE));
    } catch (DhtException | IllegalArgumentException e) {
      return Optional.empty(); // whoever asks has other ways
    }
  }

  private Optional<WorkerPresence> provider(
      Dht dht, String service, Set<String> but, Deadline deadline) {
    var unwanted =
        but.stream()
            .flatMap(id -> CertifiedId.parse(id).stream())
            .map(CertifiedId::shortened)
            .collect(Collectors.toSet());
    var shards = sets.shards(dht, service);
    int next = 0;
    int together = 1;
    while (next < shards.size() && !deadline.over()) {
      int end = Math.min(next + together, shards.size());
      var ids = new ArrayList<>(sets.listed(dht, shards.subList(next, end), deadline));
      ids.removeIf(unwanted::contains);
      Collections.shuffle(ids, Random.from(random));
      for (var id : ids.subList(0, Math.min(MAX_TRIED, ids.size()))) {
        var found = presence(dht, List.of(id), service, deadline);
        if (!found.isEmpty()) {
          return Optional.of(found.getFirst());
        }
      }
      next = end;
      together = TOGETHER;
    }
    return Optional.empty();
  }

  /** All that are listed as providers of this service and say so themselves. */
  public List<WorkerPresence> providers(String service) {
    var node = seat.node();
    if (node.isEmpty()) {
      return List.of();
    }
    try {
      return providers(node.get(), service, Deadline.in(PATIENCE_FOR_ALL));
    } catch (IllegalArgumentException e) {
      return List.of(); // no service has this name
    }
  }

  private List<WorkerPresence> providers(Dht dht, String service, Deadline deadline) {
    var shards = sets.shards(dht, service);
    Set<CertifiedId> ids = new LinkedHashSet<>();
    for (int i = 0; i < shards.size(); i += TOGETHER) {
      ids.addAll(
          sets.listed(dht, shards.subList(i, Math.min(i + TOGETHER, shards.size())), deadline));
    }
    var all = List.copyOf(ids).subList(0, Math.min(MAX_LISTED, ids.size()));
    Map<String, WorkerPresence> found = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i += TOGETHER) {
      var some = all.subList(i, Math.min(i + TOGETHER, all.size()));
      presence(dht, some, service, deadline).forEach(worker -> found.put(worker.id(), worker));
    }
    return List.copyOf(found.values());
  }

  private List<WorkerPresence> presence(
      Dht dht, List<CertifiedId> ids, String service, Deadline deadline) {
    var gets = ids.stream().map(id -> dht.get(new RecordKey.OfWorker(id).text())).toList();
    List<WorkerPresence> found = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      var id = ids.get(i).toString();
      try {
        DhtSeat.result(gets.get(i), deadline.left())
            .flatMap(value -> sets.read(reader -> reader.worker(id, value, clock.instant())))
            .filter(presence -> presence.services().contains(service))
            .ifPresent(found::add);
      } catch (DhtException e) {
        // the others may do
      }
    }
    return found;
  }
}
