package uk.org.rmatool.jkademlia.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.codec.Vector;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Message;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.storage.PlainValues;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;

/** In the place of one of the recorded nodes, asked by the others and asking them. */
class RecordedPeersTest {
  /** Where a deployed node keeps or hands out what its own readers choke on, ours does not. */
  private static final List<String> BETTER =
      List.of(
          "store list value (not refused by the server)",
          "find_value list value",
          "store nil value");

  /** By which rules the node goes: those of deployed nodes, and those of our programs. */
  private enum Rules {
    PLAIN,
    RECORDS;

    ValuePolicy policy() {
      return this == PLAIN ? new PlainValues() : new RecordPolicy(new Verifier(1_000, 1_000));
    }
  }

  private final Recording recording = new Recording();
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final List<Effect.Send> sent = new ArrayList<>();
  private final Map<Long, Outcome> outcomes = new HashMap<>();

  @ParameterizedTest
  @EnumSource
  void askedItAnswersAsTheRecordedNodeDid(Rules rules) throws Exception {
    var node = node(Recording.A, rules);
    int compared = 0;
    for (var vector : Vector.all()) {
      now = now.plusMillis(50);
      if (vector.datagram().isEmpty()
          || vector.kind().equals("response")
          || !vector.to().isEmpty() && !Recording.address(vector.to()).equals(Recording.A)) {
        continue;
      }
      var from =
          vector.from().isEmpty()
              ? new InetSocketAddress("127.0.0.1", 18500)
              : Recording.address(vector.from());
      var reply = give(node, from, vector);
      if (!BETTER.contains(vector.note())) {
        assertThat(reply).as(vector.toString()).isEqualTo(recorded(vector));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(80);
  }

  static Stream<Arguments> sets() {
    return byEachRules(Recording.asked(Recording.B, "set:"));
  }

  static Stream<Arguments> gets() {
    return byEachRules(Recording.asked(Recording.C, "get:"));
  }

  private static Stream<Arguments> byEachRules(List<Vector> vectors) {
    var phases = vectors.stream().map(Vector::phase).distinct().toList();
    return Stream.of(Rules.values())
        .flatMap(rules -> phases.stream().map(phase -> Arguments.of(phase, rules)));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void settingItAsksWhatTheRecordedNodeAsked(String phase, Rules rules) {
    var node = joined(Recording.B, rules);
    var asked = Recording.asked(Recording.B, phase);
    var store =
        asked.stream()
            .map(vector -> Recording.request(vector.bytes()))
            .flatMap(r -> r instanceof Request.Store s ? Stream.of(s) : Stream.empty())
            .findFirst()
            .orElseThrow();
    perform(node, new Input.Set(1, store.key(), store.value()));
    assertThat(outcomes.get(1L))
        .isInstanceOfSatisfying(Outcome.Stored.class, s -> assertThat(s.kept()).isEqualTo(3));
    assertThat(bodies()).containsExactlyInAnyOrderElementsOf(bodies(asked));
  }

  @ParameterizedTest
  @MethodSource("gets")
  void gettingItAsksWhatTheRecordedNodeAskedAndFindsWhatItFound(String phase, Rules rules)
      throws Exception {
    var node = joined(Recording.C, rules);
    var asked = Recording.asked(Recording.C, phase);
    var find = (Request.FindValue) Recording.request(asked.getFirst().bytes());
    perform(node, new Input.Get(1, find.key(), 3));
    var got = (Outcome.Got) outcomes.get(1L);
    assertThat(got.value()).isEqualTo(set(find.key()));
    assertThat(bodies()).containsExactlyInAnyOrderElementsOf(bodies(asked));
  }

  /** What was set under a key before. */
  private static Optional<Value> set(Key key) {
    return Recording.asked(Recording.B, "set:").stream()
        .map(vector -> Recording.request(vector.bytes()))
        .flatMap(request -> request instanceof Request.Store s ? Stream.of(s) : Stream.empty())
        .filter(store -> store.key().equals(key))
        .map(Request.Store::value)
        .findFirst();
  }

  private Node node(InetSocketAddress place, Rules rules) {
    var id = Recording.IDS.get(place);
    return new Node(id, Settings.DEFAULT, rules.policy(), new Random(1), now);
  }

  /** A node that knows the two others. */
  private Node joined(InetSocketAddress place, Rules rules) {
    var node = node(place, rules);
    var others = Recording.IDS.keySet().stream().filter(a -> !a.equals(place)).toList();
    for (int i = 0; i < others.size(); i++) {
      perform(node, new Input.Ping(100 + i, others.get(i)));
    }
    assertThat(node.peers()).hasSize(2);
    sent.clear();
    return node;
  }

  /** Has the node do something and the recorded nodes answer, until nothing more is said. */
  private void perform(Node node, Input input) {
    var inputs = new ArrayDeque<Input>(List.of(input));
    while (!inputs.isEmpty()) {
      now = now.plusMillis(1);
      for (var effect : node.handle(inputs.remove(), now)) {
        switch (effect) {
          case Effect.Send send -> {
            sent.add(send);
            recording
                .answer(send.to(), send.content())
                .ifPresent(answer -> inputs.add(new Input.Datagram(send.to(), answer)));
          }
          case Effect.Done(var ticket, var outcome) -> outcomes.put(ticket, outcome);
        }
      }
    }
  }

  private List<String> bodies() {
    return sent.stream()
        .map(send -> send.to().getPort() + " " + Recording.body(send.content()))
        .toList();
  }

  private static List<String> bodies(List<Vector> asked) {
    return asked.stream()
        .map(v -> Recording.address(v.to()).getPort() + " " + Recording.body(v.bytes()))
        .toList();
  }

  /** Gives the node a datagram; whoever sent it answers the pings that this brings. */
  private Optional<Bytes> give(Node node, InetSocketAddress from, Vector vector) throws Exception {
    Optional<Bytes> reply = Optional.empty();
    var inputs = new ArrayDeque<Input>(List.of(new Input.Datagram(from, vector.bytes())));
    while (!inputs.isEmpty()) {
      for (var effect : node.handle(inputs.remove(), now)) {
        if (effect instanceof Effect.Send(var to, var content)) {
          switch (Datagrams.read(content.buffer())) {
            case Message.Answer ignored -> reply = Optional.of(content);
            case Message.Question(var id, var request) ->
                asker(vector, request)
                    .ifPresent(
                        response ->
                            inputs.add(new Input.Datagram(to, Answers.to(content, response))));
          }
        }
      }
    }
    return reply;
  }

  private static Optional<Response> asker(Vector vector, Request request) {
    return switch (request) {
      case Request.Ping ignored -> Recording.request(vector.bytes()).from().map(Response.Pong::new);
      case Request.Store ignored -> Optional.of(new Response.Stored(true));
      default -> Optional.empty();
    };
  }

  private static Optional<Bytes> recorded(Vector vector) {
    return Vector.wellFormed().stream()
        .filter(other -> !other.isRequest())
        .map(Vector::bytes)
        .filter(
            bytes ->
                vector.isRequest()
                    && Recording.messageId(bytes).equals(Recording.messageId(vector.bytes())))
        .findFirst();
  }
}
