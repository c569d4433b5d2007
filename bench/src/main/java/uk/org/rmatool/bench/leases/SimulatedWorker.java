package uk.org.rmatool.bench.leases;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.identity.NodeKey;

/**
 * A worker of ours as far as registration and leases go: the same calls and datagrams at the same
 * times, of which compressed ones come so many times as often.
 */
final class SimulatedWorker implements AutoCloseable {
  private static final List<String> SERVICES = List.of("ner-extraction", "document-processing");
  private static final Duration PUBLISHED = Duration.ofMinutes(4);
  private static final Duration GIVEN = Duration.ofMinutes(7);
  private static final Duration DAY = Duration.ofDays(1);
  private static final long JOIN_AGAIN = 1_000;
  private static final double JITTER = 0.1;

  private final String name;
  private final Control control;
  private final int compress;
  private final NodeKey key = NodeKey.create();
  private final @Nullable PingingNode node;
  private @Nullable Thread renewing;
  private @Nullable Thread publishing;
  private volatile Optional<JsonObject> told = Optional.empty();
  private volatile Map<String, Integer> shards = Map.of();
  private List<String> assigned = List.of();

  /** When the coordinator's node took the presence; 0 if it has none that counts. */
  private long given;

  /**
   * Does nothing yet.
   *
   * @param nodes null if it is to have no DHT node
   */
  SimulatedWorker(int number, Control control, @Nullable SimulatedNodes nodes, int compress)
      throws Exception {
    this.name = "w" + number;
    this.control = control;
    this.compress = compress;
    this.node = nodes == null ? null : new PingingNode(nodes, key, name, SERVICES, compress);
  }

  /** Registers; whether it was accepted. */
  boolean register() throws InterruptedException {
    var answer = control.post(key, "/api/worker/register", registration());
    answer.ifPresent(this::hear);
    return answer.isPresent();
  }

  /** Joins the DHT, if it has a node. */
  void join(InetSocketAddress seed) throws InterruptedException {
    while (node != null && !node.join(seed)) {
      Thread.sleep(JOIN_AGAIN);
    }
  }

  /** Goes on by itself. */
  void start() {
    renewing = Thread.ofVirtual().start(() -> untilInterrupted(this::renew));
    if (node != null) {
      publishing = Thread.ofVirtual().start(() -> untilInterrupted(() -> publish(node)));
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static void untilInterrupted(Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish(PingingNode dht) throws InterruptedException {
    pause(ThreadLocalRandom.current().nextDouble() * PUBLISHED.toMillis() / compress);
    while (true) {
      dht.publish(told, shards);
      pause(jittered(PUBLISHED.toMillis() / (double) compress));
    }
  }

  private void renew() throws InterruptedException {
    var day = DAY.toNanos() / compress;
    var due = System.nanoTime() + (long) (ThreadLocalRandom.current().nextDouble() * day);
    var interval = heartbeat(1);
    pause(ThreadLocalRandom.current().nextDouble() * interval);
    while (true) {
      var where = told;
      if (node != null
          && where.isPresent()
          && System.nanoTime() < due
          && pings(node, where.get())) {
        pause(jittered(milliseconds(where.get())));
      } else {
        due = System.nanoTime() >= due ? due + day : due;
        interval = heartbeat(interval);
        pause(jittered(interval));
      }
    }
  }

  private static double milliseconds(JsonObject lease) {
    return lease.getJsonNumber("interval_seconds").doubleValue() * 1_000;
  }

  /** Renews by a ping; one that is not answered is repeated if those before were. */
  private boolean pings(PingingNode dht, JsonObject where) throws InterruptedException {
    var held = given != 0;
    if (renewed(dht, where)) {
      return true;
    }
    if (held) {
      pause(milliseconds(where) / 6);
    }
    return held && renewed(dht, where);
  }

  private boolean renewed(PingingNode dht, JsonObject where) throws InterruptedException {
    var now = System.nanoTime();
    if (given == 0 || now - given > GIVEN.toNanos() / compress) {
      given = dht.give(where) ? now : 0;
    }
    if (given != 0 && !dht.ping(where)) {
      given = 0;
    }
    return given != 0;
  }

  /** Sends one; gives the milliseconds until the next. */
  private double heartbeat(double otherwise) throws InterruptedException {
    var answer = control.post(key, "/api/worker/heartbeat", heartbeat());
    answer.ifPresent(this::hear);
    return answer.map(json -> json.get("heartbeat_interval_seconds")).orElse(null)
            instanceof JsonNumber seconds
        ? seconds.doubleValue() * 1_000
        : Math.max(otherwise, 1_000);
  }

  private void hear(JsonObject answer) {
    told = Optional.ofNullable(answer.getJsonObject("lease_ping"));
    if (answer.get("dht_shards") instanceof JsonObject counts) {
      Map<String, Integer> all = new HashMap<>();
      counts.keySet().forEach(service -> all.put(service, counts.getInt(service)));
      shards = all;
    }
    if (answer.containsKey("assigned_services")) {
      assigned =
          answer.getJsonArray("assigned_services").getValuesAs(jakarta.json.JsonString::getString);
    }
  }

  private static double jittered(double millis) {
    return millis * (1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble());
  }

  private static void pause(double millis) throws InterruptedException {
    Thread.sleep((long) Math.max(1, millis));
  }

  private String id() {
    return key.id(name).value();
  }

  private String registration() {
    var dht =
        node == null
            ? ""
            : ",\"dht_port\":%d,\"dht_node_id\":\"%s\"".formatted(node.port(), node.id());
    return """
    {"worker_id":"%s","tunnel_url":"http://127.0.0.77:9/%s","capabilities":{"hostname":"%s",\
    "os":"Linux 6.8","arch":"amd64","cpu_cores":8,"cpu_model":"AMD Ryzen 7 5700G","ram":"16GB",\
    "ram_bytes":16777216000,"disk_free_bytes":214748364800,"has_gpu":false,"worker_type":"cpu",\
    "commands":["python3","tesseract"]%s},"api":"rma/2","runnable":["%s"],"services":[]}\
    """
        .formatted(id(), name, name, dht, String.join("\",\"", SERVICES));
  }

  private String heartbeat() {
    var states = assigned.stream().map("\"%s\":\"running\""::formatted).toList();
    return """
    {"worker_id":"%s","status":"healthy","current_load":0.25,"available_memory":"9.1GB",\
    "loaded_models":[],"active_requests":0,"gpu_utilization":0.0,"services_status":{%s}}\
    """
        .formatted(id(), String.join(",", states));
  }

  /** Ends it as a power cut would. */
  @Override
  public void close() {
    for (var thread : new Thread[] {renewing, publishing}) {
      if (thread != null) {
        thread.interrupt();
      }
    }
    if (node != null) {
      node.close();
    }
  }
}
