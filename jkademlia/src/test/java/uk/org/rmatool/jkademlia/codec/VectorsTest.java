package uk.org.rmatool.jkademlia.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.message.Message;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Request;

/** What deployed nodes said to each other is read, and written again as it was. */
class VectorsTest {
  private static final String NOT_SHORTEST = "non-minimal encodings (array16, str8 name, bin16 id)";
  private static final List<String> UNANSWERED =
      List.of(
          "ping with nodeid as str (wrong type)", "unknown rpc", "wrong arity ping", "node id nil");

  static Stream<Vector> wellFormed() {
    return Vector.wellFormed().stream();
  }

  static Stream<Vector> malformed() {
    return Vector.all().stream().filter(v -> v.kind().equals("malformed"));
  }

  static Stream<Vector> unanswered() {
    return wellFormed().filter(v -> UNANSWERED.contains(v.note()));
  }

  @Test
  void allOfThemAreThere() {
    assertThat(Vector.all()).hasSize(369);
    assertThat(wellFormed()).hasSize(357);
    assertThat(malformed()).hasSize(4);
    assertThat(unanswered()).hasSize(4);
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void everyDatagramIsWrittenAsItWasRead(Vector vector) throws Exception {
    var again = Frame.read(vector.bytes().buffer()).bytes();
    if (vector.isRequest() && vector.note().equals(NOT_SHORTEST)) {
      assertThat(again.size()).isLessThan(vector.bytes().size());
      assertThat(Frame.read(again.buffer())).isEqualTo(Frame.read(vector.bytes().buffer()));
    } else {
      assertThat(again).isEqualTo(vector.bytes());
    }
  }

  @Test
  void everyMessageIsWrittenAsItWasUnderstood() throws Exception {
    Map<MessageId, Request> asked = new HashMap<>();
    int understood = 0;
    for (var vector : Vector.wellFormed()) {
      if (UNANSWERED.contains(vector.note()) || vector.note().equals(NOT_SHORTEST)) {
        continue;
      }
      assertThat(again(vector.bytes(), asked)).as(vector.toString()).isEqualTo(vector.bytes());
      understood++;
    }
    assertThat(understood).isEqualTo(351);
  }

  private static Bytes again(Bytes datagram, Map<MessageId, Request> asked) throws CodecException {
    return switch (Datagrams.read(datagram.buffer())) {
      case Message.Question(var id, var request) -> {
        asked.put(id, request);
        yield Datagrams.write(id, request);
      }
      case Message.Answer(var id, var result) ->
          Datagrams.write(id, Responses.read(asked.get(id), result));
    };
  }

  @ParameterizedTest
  @MethodSource({"malformed", "unanswered"})
  void whatDeployedNodesDoNotAnswerIsNoMessage(Vector vector) {
    assertThatThrownBy(() -> Datagrams.read(vector.bytes().buffer()))
        .isInstanceOf(CodecException.class);
  }
}
