package uk.org.rmatool.jkademlia.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.codec.Frame;
import uk.org.rmatool.jkademlia.id.Bytes;

class UdpTransportTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final List<Bytes> received = new ArrayList<>();
  private UdpTransport one;
  private UdpTransport two;

  @BeforeEach
  void bind() throws IOException {
    one = UdpTransport.bind(ANY_PORT);
    two = UdpTransport.bind(ANY_PORT);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void datagramsArriveWithWhereTheyCameFrom() throws IOException {
    one.send(two.address(), Bytes.of((byte) 1, (byte) 2));
    two.receive(
        Duration.ofSeconds(20),
        (from, content) -> {
          assertThat(from).isEqualTo(one.address());
          received.add(content);
        });
    assertThat(received).containsExactly(Bytes.of((byte) 1, (byte) 2));
  }

  @Test
  void whatIsTooLongIsSeenToBe() throws IOException {
    one.send(two.address(), Bytes.of(new byte[20_000]));
    two.receive(Duration.ofSeconds(20), (from, content) -> received.add(content));
    assertThat(received.getFirst().size()).isGreaterThan(Frame.MAX_BYTES);
  }

  @Test
  void whatCannotBeSentIsLost() throws IOException {
    one.send(InetSocketAddress.createUnresolved("nowhere.invalid", 1), Bytes.of((byte) 1));
    one.send(two.address(), Bytes.of(new byte[70_000]));
    one.send(two.address(), Bytes.of((byte) 3));
    two.receive(Duration.ofSeconds(20), (from, content) -> received.add(content));
    assertThat(received).containsExactly(Bytes.of((byte) 3));
  }

  @Test
  void wakingEndsTheWait() throws IOException {
    one.wake();
    one.receive(Duration.ofHours(1), (from, content) -> received.add(content));
    assertThat(received).isEmpty();
  }

  @Test
  void aTakenPortIsAnError() {
    assertThatThrownBy(() -> UdpTransport.bind(one.address())).isInstanceOf(IOException.class);
  }

  @Test
  void nothingIsReceivedAfterTheEnd() {
    one.close();
    assertThatThrownBy(() -> one.receive(Duration.ZERO, (from, content) -> {}))
        .isInstanceOf(IOException.class);
  }
}
