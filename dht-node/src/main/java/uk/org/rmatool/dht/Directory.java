package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.RecordReader;
import uk.org.rmatool.jkademlia.records.Verifier;
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
  private static final int ALL_VALUES = 20;
  private static final int MAX_TRIED = 5;
  private static final int MAX_LISTED = 31;
  private static final int CHECKS_PER_SECOND = 1_000;
  private static final int CHECKS_REMEMBERED = 10_000;

  private final DhtSeat seat;
  private final Clock clock;
  private final RandomGenerator random;
  private final RecordReader reader =
      new RecordReader(new RecordPolicy(new Verifier(CHECKS_PER_SECOND, CHECKS_REMEMBERED)));

  @Inject
  public Directory(DhtSeat seat, Clock clock, RandomGenerator random) {
    this.seat = seat;
    this.clock = clock;
    this.random = random;
  }

  /** Whether anybody can be looked for. */
  public boolean available() {
    return seat.joined().isPresent();
  }

  /**
   * A worker that says that it provides this service, any of them; empty without a node, or when
   * nobody is found in time.
   *
   * @param but the id of a worker that is not wanted
   */
  public Optional<WorkerPresence> provider(String service, String but) {
    var node = seat.joined();
    if (node.isEmpty()) {
      return Optional.empty();
    }
    try {
      return provider(node.get(), new RecordKey.OfProviders(service, 0), but);
    } catch (DhtException | IllegalArgumentException e) {
      return Optional.empty(); // whoever asks has other ways
    }
  }

  /** All that are listed as providers of this service and say so themselves, some at most. */
  public List<WorkerPresence> providers(String service) {
    var node = seat.joined();
    if (node.isEmpty()) {
      return List.of();
    }
    try {
      var shard = new RecordKey.OfProviders(service, 0);
      return present(node.get(), shard, providers(node.get(), shard)).limit(MAX_LISTED).toList();
    } catch (IllegalArgumentException e) {
      return List.of(); // no service has this name
    }
  }

  private Optional<WorkerPresence> provider(Dht dht, RecordKey.OfProviders shard, String but) {
    var unwanted = CertifiedId.parse(but).map(CertifiedId::shortened);
    var ids = new ArrayList<>(providers(dht, shard));
    ids.removeIf(id -> unwanted.filter(id::equals).isPresent());
    Collections.shuffle(ids, Random.from(random));
    return present(dht, shard, ids.subList(0, Math.min(MAX_TRIED, ids.size()))).findFirst();
  }

  private Stream<WorkerPresence> present(
      Dht dht, RecordKey.OfProviders shard, List<CertifiedId> ids) {
    return ids.stream()
        .map(id -> presence(dht, id))
        .flatMap(Optional::stream)
        .filter(presence -> presence.services().contains(shard.service()));
  }

  private List<CertifiedId> providers(Dht dht, RecordKey.OfProviders shard) {
    var found = DhtSeat.result(dht.get(shard.point(), ALL_VALUES), PATIENCE).value();
    synchronized (reader) {
      return found.map(value -> reader.providers(shard, value, clock.instant())).orElse(List.of());
    }
  }

  private Optional<WorkerPresence> presence(Dht dht, CertifiedId id) {
    var found = DhtSeat.result(dht.get(new RecordKey.OfWorker(id).text()), PATIENCE);
    synchronized (reader) {
      return found.flatMap(value -> reader.worker(id.toString(), value, clock.instant()));
    }
  }
}
