package uk.org.rmatool.bench.dht;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uk.org.rmatool.bench.Commands;
import uk.org.rmatool.bench.Table;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.jkademlia.codec.CodecException;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.codec.HostileDatagrams;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.node.Effect;
import uk.org.rmatool.jkademlia.node.Input;
import uk.org.rmatool.jkademlia.node.Node;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Verifier;

/** {@code bench/dht-fuzz}: hostile datagrams for codec and node, and what memory they take. */
@Command(
    name = FuzzBench.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Give a DHT node random datagrams, and recorded ones with something changed, cut off or",
      "spliced in. It ends at once when anything but a message or a refusal comes of one, when the",
      "node does not answer a ping any more, or when its memory grows."
    })
public final class FuzzBench implements Callable<Integer> {
  static final String NAME = "bench/dht-fuzz";

  private static final int PARTS = 10;
  private static final int BETWEEN_GETS = 20;
  private static final int MOST_ANSWERS = 30;
  private static final Duration BETWEEN = Duration.ofMillis(1);
  private static final InetSocketAddress ASKER = address(new byte[] {127, 0, 0, 1}, 4_000);

  /** What the node may hold by its limits, and what else lives in this program. */
  private static final int MAX_HEAP_MB = 160;

  @Option(names = "--datagrams", description = "how many (${DEFAULT-VALUE})")
  int datagrams = 10_000_000;

  @Option(names = "--seed", description = "what chance follows from (${DEFAULT-VALUE})")
  long seed = 1;

  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private long messages;
  private long answers;

  public static void main(String[] arguments) {
    System.exit(Commands.execute(NAME, new FuzzBench(), arguments));
  }

  @Override
  public Integer call() {
    var random = new SplittableRandom(seed);
    var hostile = new HostileDatagrams(seed);
    var policy = new RecordPolicy(new Verifier(2_000, 20_000));
    var node = new Node(NodeId.random(random), Settings.DEFAULT, policy, random, now);
    var table =
        new Table(
            "datagrams",
            "answers",
            "a second",
            "messages",
            "peers",
            "values",
            "values KB",
            "heap MB");
    for (int part = 1; part <= PARTS; part++) {
      long start = System.nanoTime();
      int count = datagrams / PARTS;
      for (int i = 0; i < count; i++) {
        give(node, hostile, random);
        if (i % BETWEEN_GETS == 0) {
          answer(node, new Input.Get(i, NodeId.random(random).point(), 3), hostile);
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      requireAlive(node, random);
      var seen = node.statistics();
      table.row(
          part * (long) count,
          answers,
          count / seconds,
          messages,
          seen.peers(),
          seen.records(),
          seen.recordBytes() / 1_024,
          heapMegabytes());
    }
    return 0;
  }

  private void give(Node node, HostileDatagrams hostile, SplittableRandom random) {
    var datagram = hostile.next();
    try {
      Datagrams.read(datagram.buffer());
      messages++;
    } catch (CodecException expected) {
      // as it should be
    }
    now = now.plus(BETWEEN);
    var host = new byte[] {10, (byte) random.nextInt(200), (byte) random.nextInt(250), 7};
    answer(node, new Input.Datagram(address(host, 1 + random.nextInt(9)), datagram), hostile);
  }

  /** Whatever the node asks is answered in some hostile way, from where it was asked. */
  private void answer(Node node, Input input, HostileDatagrams hostile) {
    var inputs = new ArrayDeque<>(List.of(input));
    for (int i = 0; i < MOST_ANSWERS && !inputs.isEmpty(); i++) {
      for (var effect : node.handle(inputs.remove(), now)) {
        if (effect instanceof Effect.Send send && HostileDatagrams.isRequest(send.content())) {
          inputs.add(new Input.Datagram(send.to(), hostile.answer(send.content())));
          answers++;
        }
      }
    }
  }

  private void requireAlive(Node node, SplittableRandom random) {
    var ping = new Request.Ping(Request.Sender.of(NodeId.random(random)));
    var datagram = Datagrams.write(MessageId.random(random), ping);
    now = now.plus(BETWEEN);
    List<Effect> effects = node.handle(new Input.Datagram(ASKER, datagram), now);
    if (effects.stream()
        .noneMatch(it -> it instanceof Effect.Send send && send.to().equals(ASKER))) {
      throw new Failure("the node does not answer any more");
    }
  }

  private static double heapMegabytes() {
    System.gc();
    var runtime = Runtime.getRuntime();
    double megabytes = (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
    if (megabytes > MAX_HEAP_MB) {
      throw new Failure("the heap has grown to %.0f MB".formatted(megabytes));
    }
    return megabytes;
  }

  private static InetSocketAddress address(byte[] host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(host), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
