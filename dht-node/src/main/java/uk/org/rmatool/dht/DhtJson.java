package uk.org.rmatool.dht;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.InetSocketAddress;
import java.util.TreeMap;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.routing.Addresses;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.runtime.Dht;

/** A node as it is shown over HTTP. */
public final class DhtJson {
  private DhtJson() {}

  /** What a node did and holds. */
  public static JsonObject stats(Dht dht) {
    var seen = DhtSeat.result(dht.statistics());
    var refused = Json.createObjectBuilder();
    new TreeMap<>(seen.refused()).forEach(refused::add);
    return Json.createObjectBuilder()
        .add("dht_enabled", true)
        .add("node_id", dht.id().toString())
        .add("port", dht.address().getPort())
        .add("peers", seen.peers())
        .add("records", seen.records())
        .add("record_bytes", seen.recordBytes())
        .add("received", seen.received())
        .add("sent", seen.sent())
        .add("malformed", seen.malformed())
        .add("limited", seen.limited())
        .add("requests", seen.requests())
        .add("timeouts", seen.timeouts())
        .add("lookups", seen.lookups())
        .add("hops", seen.hops())
        .add("refused", refused)
        .build();
  }

  /** A node and whom it knows: <code>nodes</code>, this one first, and <code>edges</code>. */
  public static JsonObject topology(Dht dht) {
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
        .add("nodes", nodes)
        .add("edges", edges)
        .build();
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
