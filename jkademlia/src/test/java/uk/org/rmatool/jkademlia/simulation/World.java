package uk.org.rmatool.jkademlia.simulation;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.records.Keys;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.RecordReader;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.routing.Peer;

/** A simulated network and who is in it. Newcomers join through three of those who are there. */
public final class World {
  private static final int SEEDS = 3;

  /** How often one looks whether a reader is still there. */
  private static final Duration WATCH = Duration.ofMillis(100);

  private final Simulation simulation;
  private final Network network;
  private final Verifier verifier = new Verifier(Integer.MAX_VALUE, 200_000);
  private final Settings settings;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<DeployedNode> deployed = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final List<InetSocketAddress> hostile = new ArrayList<>();
  private int keys;

  public World(long seed, Network.Conditions conditions) {
    this(seed, conditions, Settings.DEFAULT);
  }

  public World(long seed, Network.Conditions conditions, Settings settings) {
    this.simulation = new Simulation(seed);
    this.network = new Network(simulation, conditions);
    this.settings = settings;
    simulation.every(Duration.ofMinutes(1), this::checkBounds);
  }

  public Simulation simulation() {
    return simulation;
  }

  public Network network() {
    return network;
  }

  /** Nodes of ours that were added, those that went among them. */
  public List<SimulatedNode> nodes() {
    return nodes;
  }

  public List<DeployedNode> deployed() {
    return deployed;
  }

  /** Workers that were added, those that went among them. */
  public List<SimulatedWorker> workers() {
    return workers;
  }

  /** Adds a node of ours. */
  public SimulatedNode addNode() {
    var node = new SimulatedNode(simulation, network, settings, new RecordPolicy(verifier));
    node.start(seeds());
    nodes.add(node);
    return node;
  }

  /** Adds so many nodes of ours and lets them settle. */
  public void addNodes(int count) {
    for (int i = 0; i < count; i++) {
      addNode();
      simulation.run(Duration.ofMillis(100));
    }
    simulation.run(Duration.ofMinutes(1));
  }

  /** Adds a node that behaves as deployed ones. */
  public DeployedNode addDeployed() {
    var node = new DeployedNode(simulation, network);
    node.start(seeds());
    deployed.add(node);
    return node;
  }

  /** Adds a node that lies. */
  public void addHostile(HostileNode.Lies lies) {
    addHostile(lies, null);
  }

  /** Adds a node that lies, next to a key. */
  public void addHostile(HostileNode.Lies lies, @Nullable Key near) {
    var node = new HostileNode(simulation, network, lies, near);
    node.start(nodes.stream().map(other -> new Peer(other.id(), other.address())).toList());
    hostile.add(node.address());
  }

  /** Makes a node of ours a worker's. */
  public SimulatedWorker addWorker(SimulatedNode node, String service, int shards) {
    var signer = new Signer("lab", Keys.of(keys++));
    var worker = new SimulatedWorker(simulation, node, signer, service, shards);
    workers.add(worker);
    worker.start();
    return worker;
  }

  /** Any node of ours that is there and has joined. */
  public SimulatedNode anyNode() {
    var there = nodes.stream().filter(node -> node.running() && node.joined()).toList();
    return there.get(simulation.random().nextInt(there.size()));
  }

  /** Has any node look for all values under a key; another one if it goes before it knows them. */
  public void read(Key key, Consumer<Outcome.Got> then) {
    read(key, settings.k(), then);
  }

  /** The same, content with so many values. */
  public void read(Key key, int values, Consumer<Outcome.Got> then) {
    read(anyNode(), key, values, then);
  }

  /** As {@link #read(Key, Consumer)}, with this node for the first. */
  void read(SimulatedNode reader, Key key, Consumer<Outcome.Got> then) {
    read(reader, key, settings.k(), then);
  }

  private void read(SimulatedNode reader, Key key, int values, Consumer<Outcome.Got> then) {
    var reading = new Reading(reader, key, values, then);
    reader.get(key, values, reading::end);
    reading.watch();
  }

  /** A look-up that goes on when its node has gone. */
  private final class Reading {
    private final SimulatedNode reader;
    private final Key key;
    private final int values;
    private final Consumer<Outcome.Got> then;
    private boolean over;

    Reading(SimulatedNode reader, Key key, int values, Consumer<Outcome.Got> then) {
      this.reader = reader;
      this.key = key;
      this.values = values;
      this.then = then;
    }

    void end(Outcome.Got got) {
      over = true;
      then.accept(got);
    }

    void watch() {
      if (over) {
        return;
      }
      if (reader.running()) {
        simulation.after(WATCH, this::watch);
      } else {
        read(key, values, then);
      }
    }
  }

  /** A reader that knows nothing. */
  public RecordReader newReader() {
    return new RecordReader(new RecordPolicy(verifier));
  }

  private List<InetSocketAddress> seeds() {
    var there = new ArrayList<InetSocketAddress>();
    nodes.stream().filter(SimulatedNode::running).map(SimulatedNode::address).forEach(there::add);
    deployed.stream().map(DeployedNode::address).forEach(there::add);
    var seeds = new ArrayList<InetSocketAddress>();
    while (seeds.size() < SEEDS && !there.isEmpty()) {
      seeds.add(there.remove(simulation.random().nextInt(there.size())));
    }
    return seeds;
  }

  private void checkBounds() {
    for (var node : nodes) {
      var statistics = node.statistics();
      simulation.check(statistics.peers() <= 160 * settings.k(), "a table is too large");
      simulation.check(
          statistics.records() <= settings.store().entries()
              && statistics.recordBytes() <= settings.store().bytes(),
          "a store is too large");
    }
  }
}
