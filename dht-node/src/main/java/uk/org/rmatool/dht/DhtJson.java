package uk.org.rmatool.dht;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.records.RecordReader;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.jkademlia.routing.Addresses;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.runtime.Dht;

/** A node as it is shown over HTTP. */
public final class DhtJson {
  private static final int ALL_VALUES = 20;

  private DhtJson() {}

  /**
   * What a node did and holds.
   *
   * @param reach whether it can be reached from outside, as {@link Reachability#state} says
   */
  public static JsonObject stats(Dht dht, String reach) {
    var seen = DhtSeat.result(dht.statistics());
    var refused = Json.createObjectBuilder();
    new TreeMap<>(seen.refused()).forEach(refused::add);
    return Json.createObjectBuilder()
        .add("dht_enabled", true)
        .add("node_id", dht.id().toString())
        .add("port", dht.address().getPort())
        .add("reach", reach)
        .add("peers", seen.peers())
        .add("records", seen.records())
        .add("record_bytes", seen.recordBytes())
        .add("received", seen.received())
        .add("sent", seen.sent())
        .add("malformed", seen.malformed())
        .add("unasked", seen.unasked())
        .add("limited", seen.limited())
        .add("requests", seen.requests())
        .add("timeouts", seen.timeouts())
        .add("lookups", seen.lookups())
        .add("hops", seen.hops())
        .add("refused", refused)
        .build();
  }

  /** A node and whom it knows: <code>nodes</code>, this one first, and <code>edges</code>. */
  public static JsonObject topology(Dht dht, String reach) {
    var nodes = Json.createArrayBuilder();
    var edges = Json.createArrayBuilder();
    nodes.add(node(dht.id(), dht.address()).add("self", true));
    for (var peer : DhtSeat.result(dht.peers())) {
      nodes.add(peer(peer).add("self", false));
      edges.add(
          Json.createObjectBuilder()
              .add("source", dht.id().toString())
              .add("target", peer.id().toString()));
    }
    return Json.createObjectBuilder()
        .add("dht_enabled", true)
        .add("node_id", dht.id().toString())
        .add("reach", reach)
        .add("nodes", nodes)
        .add("edges", edges)
        .build();
  }

  /**
   * What is found under a key: <code>value</code>, null when there is none, and how: one of <code>
   * steps</code> for each request.
   */
  public static JsonObject lookup(Dht dht, String key) {
    var got = DhtSeat.result(dht.get(key, ALL_VALUES));
    var value = got.value().filter(found -> RecordReader.mayBelong(key, found));
    var steps = Json.createArrayBuilder();
    for (var step : got.steps()) {
      steps.add(
          peer(step.peer())
              .add("hop", step.hop())
              .add("took_ms", step.took().toNanos() / 1e6)
              .add("result", step.result().name().toLowerCase(Locale.ROOT)));
    }
    var json =
        Json.createObjectBuilder()
            .add("dht_enabled", true)
            .add("key", key)
            .add("point", Key.named(key).toString());
    value.ifPresentOrElse(found -> json.add("value", text(found)), () -> json.addNull("value"));
    return json.add("hops", got.hops()).add("steps", steps).build();
  }

  /** Who says that he provides a service. */
  public static JsonObject providers(String service, List<WorkerPresence> workers) {
    var list = Json.createArrayBuilder();
    for (var worker : workers) {
      list.add(
          Json.createObjectBuilder()
              .add("worker_id", worker.id())
              .add("tunnel_url", worker.url())
              .add("load", worker.load())
              .add("last_seen", worker.lastSeen()));
    }
    return Json.createObjectBuilder()
        .add("dht_enabled", true)
        .add("service", service)
        .add("providers", list)
        .add("count", workers.size())
        .build();
  }

  private static String text(Value value) {
    return value instanceof Value.Str str ? str.text() : value.toString();
  }

  static JsonObjectBuilder peer(Peer peer) {
    return node(peer.id(), peer.address());
  }

  private static JsonObjectBuilder node(NodeId id, InetSocketAddress address) {
    return Json.createObjectBuilder()
        .add("id", id.toString())
        .add("host", Addresses.text(address.getAddress()))
        .add("port", address.getPort());
  }
}
