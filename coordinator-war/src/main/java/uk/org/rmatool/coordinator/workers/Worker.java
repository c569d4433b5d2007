package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.platform.liveness.Leased;

/**
 * A registered worker as it is now. Immutable: every change makes another. What it announced is
 * kept as text and read when asked for, because most of a large fleet is seldom looked at.
 *
 * @param id its id
 * @param tunnelUrl where it can be called
 * @param vpnIp its address in a private network, if it has one
 * @param ours whether it speaks our own protocol (<code>api</code> is <code>rma/2</code>)
 * @param type what it is for
 * @param announced what it said of its machine and of what runs there
 * @param runnable catalogue services that it can run, if it is ours
 * @param assigned catalogue services that it was given
 * @param heartbeat what it said last
 * @param homeEpoch the epoch under which the router gave it to us, 0 if it came directly
 * @param registeredAt when it registered last
 * @param lastSeen when it was last heard of, in epoch milliseconds; its lease counts from here
 * @param terms how long it is believed
 * @param revision of its row; 0 if it has none yet
 */
public record Worker(
    NodeId id,
    URI tunnelUrl,
    Optional<String> vpnIp,
    boolean ours,
    WorkerType type,
    Announced announced,
    Set<String> runnable,
    List<String> assigned,
    Heartbeat heartbeat,
    long homeEpoch,
    Instant registeredAt,
    long lastSeen,
    LeaseTerms terms,
    long revision)
    implements Leased {

  /** Roughly what a worker takes of the heap beside its texts, in bytes. */
  private static final long FIXED = 800;

  /** A heartbeat's status begins with it, a colon and why. */
  private static final String PAUSED = "paused";

  private static final String UNSUPPORTED = "unsupported";

  public Worker {
    runnable = Set.copyOf(runnable);
    assigned = List.copyOf(assigned);
  }

  /**
   * What a worker announced, as JSON text.
   *
   * @param capabilities an object
   * @param services an array of objects
   * @param containers an array of objects
   * @param declared the names in <code>services</code>
   * @param node the id of its DHT node, <code>dht_node_id</code> in the capabilities
   */
  record Announced(
      String capabilities,
      String services,
      String containers,
      List<String> declared,
      Optional<Key> node) {
    private static final Pattern NODE = Pattern.compile("\"dht_node_id\":\"([0-9a-f]{40})\"");

    Announced {
      declared = List.copyOf(declared);
    }

    private static Optional<Key> node(String capabilities) {
      var matcher = NODE.matcher(capabilities.replace(" ", ""));
      return matcher.find()
          ? Optional.of(Key.of(Bytes.wrap(HexFormat.of().parseHex(matcher.group(1)))))
          : Optional.empty();
    }

    static Announced of(Registration registration) {
      return new Announced(
          registration.capabilities().toString(),
          text(registration.services()),
          text(registration.containers()),
          names(registration.services()),
          node(registration.capabilities().toString()));
    }

    static Announced of(String capabilities, String services, String containers) {
      return new Announced(
          capabilities, services, containers, names(objects(services)), node(capabilities));
    }

    private static String text(List<JsonObject> list) {
      return list.isEmpty() ? "[]" : Json.createArrayBuilder(list).build().toString();
    }

    private static List<String> names(List<JsonObject> services) {
      return services.stream()
          .map(service -> service.getString("name", ""))
          .filter(name -> !name.isEmpty())
          .toList();
    }

    long length() {
      return (long) capabilities.length() + services.length() + containers.length();
    }
  }

  /**
   * A worker that has just registered.
   *
   * @param before its last registration, if its lease has not run out
   * @param revision of its row; 0 if it has none
   */
  static Worker registered(
      NodeId id,
      Registration registration,
      WorkerType type,
      List<String> assigned,
      Optional<Worker> before,
      long homeEpoch,
      Instant now,
      LeaseTerms terms,
      long revision) {
    return new Worker(
        id,
        registration.tunnelUrl(),
        registration.vpnIp(),
        registration.isOurs(),
        type,
        Announced.of(registration),
        registration.runnable(),
        assigned,
        before
            .filter(w -> w.ours() == registration.isOurs())
            .map(Worker::heartbeat)
            .orElse(Heartbeat.NONE),
        Math.max(homeEpoch, before.map(Worker::homeEpoch).orElse(0L)),
        now,
        now.toEpochMilli(),
        terms,
        revision);
  }

  Worker seen(Heartbeat latest, long at, LeaseTerms newTerms) {
    return new Worker(
        id,
        tunnelUrl,
        vpnIp,
        ours,
        type,
        announced,
        runnable,
        assigned,
        latest,
        homeEpoch,
        registeredAt,
        at,
        newTerms,
        revision);
  }

  Worker withAssigned(List<String> services) {
    return new Worker(
        id,
        tunnelUrl,
        vpnIp,
        ours,
        type,
        announced,
        runnable,
        services,
        heartbeat,
        homeEpoch,
        registeredAt,
        lastSeen,
        terms,
        revision);
  }

  Worker withRevision(long newRevision) {
    return new Worker(
        id,
        tunnelUrl,
        vpnIp,
        ours,
        type,
        announced,
        runnable,
        assigned,
        heartbeat,
        homeEpoch,
        registeredAt,
        lastSeen,
        terms,
        newRevision);
  }

  @Override
  public long degradedAfter() {
    return terms.degradedAfter();
  }

  @Override
  public long expiredAfter() {
    return terms.expiredAfter();
  }

  public Instant lastSeenAt() {
    return Instant.ofEpochMilli(lastSeen);
  }

  /** Roughly what it takes of the heap, in bytes. */
  long footprint() {
    return FIXED + announced.length() + heartbeat.footprint();
  }

  /** What the machine has. */
  public JsonObject capabilities() {
    return parse(announced.capabilities()).asJsonObject();
  }

  /** The services that it declares itself, each with a name. */
  public List<JsonObject> services() {
    return objects(announced.services());
  }

  /** The containers that it runs. */
  public List<JsonObject> containers() {
    return objects(announced.containers());
  }

  /** Everything that it was given or declares. */
  public List<String> provides() {
    return announced.declared().isEmpty()
        ? assigned
        : Stream.concat(assigned.stream(), announced.declared().stream()).distinct().toList();
  }

  public boolean provides(String service) {
    return assigned.contains(service) || announced.declared().contains(service);
  }

  /**
   * Whether a call can be sent to it now: ours say which services run, deployed ones are taken at
   * their word.
   */
  public boolean serves(String service) {
    return provides(service)
        && (!ours || "running".equals(heartbeat.servicesStatus().get(service)));
  }

  /**
   * Whether what it says of its services shows that it was told which it has. What it cannot run it
   * tells whether it has it or not.
   */
  boolean knowsItsServices() {
    var told = heartbeat.servicesStatus();
    return told.keySet().containsAll(assigned)
        && told.entrySet().stream()
            .allMatch(
                state ->
                    assigned.contains(state.getKey()) || state.getValue().startsWith(UNSUPPORTED));
  }

  /** Whether its owner has it run nothing now; what it says then tells why. */
  public boolean isPaused() {
    return ours && heartbeat.status().startsWith(PAUSED);
  }

  private static List<JsonObject> objects(String array) {
    return array.equals("[]")
        ? List.of()
        : parse(array).asJsonArray().getValuesAs(JsonObject.class);
  }

  private static JsonValue parse(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }
}
