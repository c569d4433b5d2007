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
import uk.org.rmatool.jkademlia.transport.Transport;

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
    receive(
        two,
        (from, content) -> {
          assertThat(from).isEqualTo(one.address());
          received.add(content);
        });
    assertThat(received).containsExactly(Bytes.of((byte) 1, (byte) 2));
  }

  @Test
  void whatIsTooLongIsSeenToBe() throws IOException {
    one.send(two.address(), Bytes.of(new byte[20_000]));
    receive(two, (from, content) -> received.add(content));
    assertThat(received.getFirst().size()).isGreaterThan(Frame.MAX_BYTES);
  }

  @Test
  void whatCannotBeSentIsLost() throws IOException {
    one.send(InetSocketAddress.createUnresolved("nowhere.invalid", 1), Bytes.of((byte) 1));
    one.send(two.address(), Bytes.of(new byte[70_000]));
    one.send(two.address(), Bytes.of((byte) 3));
    receive(two, (from, content) -> received.add(content));
    assertThat(received).containsExactly(Bytes.of((byte) 3));
  }

  @Test
  void wakingEndsTheWait() throws IOException {
    one.arrivals().wake();
    assertThat(one.arrivals().await(Duration.ofHours(1))).isEmpty();
  }

  @Test
  void oneThreadWaitsAtSeveralSockets() throws IOException {
    try (var arrivals = UdpArrivals.open();
        var three = UdpTransport.bind(ANY_PORT, arrivals)) {
      try (var four = UdpTransport.bind(ANY_PORT, arrivals)) {
        one.send(four.address(), Bytes.of((byte) 4));
        assertThat(arrivals.await(Duration.ofSeconds(20))).containsExactly(four);
        four.receive((from, content) -> received.add(content));
      }
      one.send(three.address(), Bytes.of((byte) 3));
      assertThat(arrivals.await(Duration.ofSeconds(20))).containsExactly(three);
      three.receive((from, content) -> received.add(content));
      assertThat(received).containsExactly(Bytes.of((byte) 4), Bytes.of((byte) 3));
    }
  }

  @Test
  void aTakenPortIsAnError() {
    assertThatThrownBy(() -> UdpTransport.bind(one.address())).isInstanceOf(IOException.class);
  }

  @Test
  void nothingIsReceivedAfterTheEnd() {
    one.close();
    assertThatThrownBy(() -> one.receive((from, content) -> {})).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> one.arrivals().await(Duration.ZERO)).isInstanceOf(IOException.class);
  }

  private static void receive(UdpTransport at, Transport.Receiver receiver) throws IOException {
    assertThat(at.arrivals().await(Duration.ofSeconds(20))).containsExactly(at);
    at.receive(receiver);
  }
}
