package uk.org.rmatool.jkademlia.simulation;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Effect;
import uk.org.rmatool.jkademlia.node.Input;
import uk.org.rmatool.jkademlia.node.Node;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.node.Statistics;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;

/** A node of ours at an address of the simulated network. */
public final class SimulatedNode implements Participant {
  private final Simulation simulation;
  private final Network network;
  private final InetSocketAddress address;
  private final Node node;
  private final Map<Long, Consumer<Outcome>> waiting = new HashMap<>();
  private @Nullable Instant alarm;
  private boolean running;
  private boolean joined;
  private long tickets;

  public SimulatedNode(
      Simulation simulation, Network network, Settings settings, ValuePolicy policy) {
    this.simulation = simulation;
    this.network = network;
    this.address = network.newAddress();
    var random = simulation.newRandom();
    this.node = new Node(NodeId.random(random), settings, policy, random, simulation.now());
  }

  /** Takes part from now on. */
  public void start(List<InetSocketAddress> seeds) {
    network.attach(this);
    running = true;
    ask(ticket -> new Input.Bootstrap(ticket, seeds), ended -> joined = true);
  }

  /** Whether joining the network has ended. */
  public boolean joined() {
    return joined;
  }

  /** Is gone without a word. */
  public void stop() {
    running = false;
    network.detach(address);
    waiting.clear();
  }

  public boolean running() {
    return running;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void receive(InetSocketAddress from, Bytes content) {
    handle(new Input.Datagram(from, content));
  }

  /** Looks for a value at so many nodes. */
  public void get(Key key, int values, Consumer<Outcome.Got> then) {
    get(ticket -> new Input.Get(ticket, key, values), then);
  }

  /** Looks for what is kept under a name at so many nodes. */
  public void get(String name, int values, Consumer<Outcome.Got> then) {
    get(ticket -> new Input.Get(ticket, name, values), then);
  }

  private void get(LongFunction<Input> input, Consumer<Outcome.Got> then) {
    ask(
        input,
        outcome -> {
          if (outcome instanceof Outcome.Got got) {
            then.accept(got);
          } else {
            simulation.check(false, "a get ended with " + outcome);
          }
        });
  }

  /** Stores a value at the closest nodes. */
  public void set(Key key, Value value, Consumer<Outcome> then) {
    ask(ticket -> new Input.Set(ticket, key, value), then);
  }

  /** Has one node keep a value, wherever it belongs. */
  public void give(InetSocketAddress to, Key key, Value value, Consumer<Outcome> then) {
    ask(ticket -> new Input.Give(ticket, to, key, value), then);
  }

  /** Looks for the closest nodes. */
  public void find(Key key, Consumer<Outcome> then) {
    ask(ticket -> new Input.Find(ticket, key), then);
  }

  public NodeId id() {
    return node.id();
  }

  public int peers() {
    return node.peers().size();
  }

  public Statistics statistics() {
    return node.statistics();
  }

  private void ask(LongFunction<Input> input, Consumer<Outcome> then) {
    long ticket = tickets++;
    waiting.put(ticket, then);
    handle(input.apply(ticket));
  }

  private void handle(Input input) {
    if (!running) {
      return;
    }
    for (var effect : node.handle(input, simulation.now())) {
      switch (effect) {
        case Effect.Send(var to, var content) -> network.send(address, to, content);
        case Effect.Done(var ticket, var outcome) -> {
          var then = waiting.remove(ticket);
          if (then != null) {
            then.accept(outcome);
          }
        }
      }
    }
    node.wake().ifPresent(this::wakeAt);
  }

  private void wakeAt(Instant time) {
    if (alarm != null && !time.isBefore(alarm)) {
      return;
    }
    alarm = time;
    simulation.at(
        time,
        () -> {
          if (time.equals(alarm)) {
            alarm = null;
            handle(new Input.Tick());
          }
        });
  }
}
