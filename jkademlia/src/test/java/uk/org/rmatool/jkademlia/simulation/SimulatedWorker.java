package uk.org.rmatool.jkademlia.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonBoolean;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.Shards;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.records.WorkerPresence;

/** A worker of ours: it publishes its presence and what it provides, and signs anew in time. */
public final class SimulatedWorker {
  /** How long what it publishes lives. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** How often it publishes. */
  public static final Duration PERIOD = Duration.ofMinutes(3);

  /** As much as one with a GPU tells. */
  public static final JsonObject CAPABILITIES =
      new JsonObject(
          Map.of(
              "worker_type", new JsonString("gpu"),
              "cpu_cores", new JsonNumber(16),
              "ram", new JsonString("62.7GB"),
              "has_gpu", new JsonBoolean(true),
              "gpu_type", new JsonString("NVIDIA GeForce RTX 4090 Laptop GPU"),
              "gpu_memory_mb", new JsonNumber(16_376)));

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Simulation simulation;
  private final SimulatedNode node;
  private final Signer signer;
  private final String service;
  private final int shards;
  private final Set<RecordKey> published = new TreeSet<>((a, b) -> a.text().compareTo(b.text()));
  private Instant gone = Instant.MAX;
  private Instant last = Instant.MIN;
  private Instant complete = Instant.MAX;
  private boolean withdrew;

  /**
   * @param shards into how many the providers of its service are divided
   */
  public SimulatedWorker(
      Simulation simulation, SimulatedNode node, Signer signer, String service, int shards) {
    this.simulation = simulation;
    this.node = node;
    this.signer = signer;
    this.service = service;
    this.shards = shards;
  }

  /** Publishes from when its node has joined the network. */
  public void start() {
    if (node.joined()) {
      publish();
    } else {
      simulation.after(RETRY, this::start);
    }
  }

  /** Withdraws and goes a moment later. */
  public void leave() {
    var now = simulation.now();
    gone = now;
    withdrew = true;
    node.set(shard().point(), signer.gone(shard(), now, last.plus(LIFETIME)), stored -> {});
    simulation.after(Duration.ofSeconds(10), node::stop);
  }

  /** Goes without a word. */
  public void crash() {
    gone = simulation.now();
    node.stop();
  }

  /** When it went; far away if it is there. */
  public Instant gone() {
    return gone;
  }

  /** Whether everything that it publishes is stored somewhere. */
  public boolean published() {
    return published.size() == 2;
  }

  /** Whether all of it was before a time. */
  public boolean publishedBefore(Instant time) {
    return complete.isBefore(time);
  }

  /** Whether it went with a word. */
  public boolean withdrew() {
    return withdrew;
  }

  public CertifiedId id() {
    return signer.id();
  }

  public SimulatedNode node() {
    return node;
  }

  public String service() {
    return service;
  }

  public RecordKey.OfProviders shard() {
    return new RecordKey.OfProviders(service, Shards.of(signer.id(), shards));
  }

  public RecordKey.OfWorker presence() {
    return new RecordKey.OfWorker(signer.id());
  }

  private void publish() {
    if (gone.isBefore(Instant.MAX)) {
      return;
    }
    var now = simulation.now();
    last = now;
    var presence =
        new WorkerPresence(
            signer.id().toString(),
            "https://" + signer.id() + ".example.org",
            List.of(service),
            CAPABILITIES,
            0,
            now.getEpochSecond());
    set(presence(), signer.sign(presence, now, LIFETIME));
    set(shard(), signer.provider(shard(), now, LIFETIME));
    long period = PERIOD.toMillis();
    simulation.after(
        Duration.ofMillis(period * 4 / 5 + simulation.random().nextLong(period * 2 / 5)),
        this::publish);
  }

  private void set(RecordKey key, Value value) {
    node.set(
        key.point(),
        value,
        outcome -> {
          if (outcome instanceof Outcome.Stored(var kept, var hops) && kept > 1) {
            published.add(key);
            if (complete.equals(Instant.MAX) && published()) {
              complete = simulation.now();
            }
          } else if (gone.equals(Instant.MAX)) {
            simulation.after(RETRY, () -> again(key, value));
          }
        });
  }

  private void again(RecordKey key, Value value) {
    if (gone.equals(Instant.MAX) && !published.contains(key)) {
      set(key, value);
    }
  }
}
