package uk.org.rmatool.platform.dialback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.wiring.SettableClock;

class DialBackTest {
  private static final String HOST = "127.0.0.1";
  private static final String ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c";

  private final SettableClock clock = new SettableClock(Instant.EPOCH.plusSeconds(1_000));
  private final DialBack dialBack = new DialBack(clock, new Random(1));

  @Test
  void onePingOfFiftyBytesComesFromAFreshSocket() throws Exception {
    try (var node = new DatagramSocket(0, InetAddress.getByName(HOST))) {
      node.setSoTimeout(10_000);
      var ports = new int[2];
      for (int i = 0; i < 2; i++) {
        var answer = dialBack.call(body(node.getLocalPort(), ID), HOST);
        assertThat(answer.getString("address")).isEqualTo(HOST);
        var packet = new DatagramPacket(new byte[100], 100);
        node.receive(packet);
        ports[i] = packet.getPort();
        var got = Arrays.copyOf(packet.getData(), packet.getLength());
        assertThat(got).hasSize(50).startsWith(new byte[] {0});
        assertThat(Arrays.copyOfRange(got, 1, 21)).isEqualTo(HexFormat.of().parseHex(ID));
      }
      assertThat(ports[0]).isNotEqualTo(ports[1]);
    }
  }

  @Test
  void oneAddressIsNotPingedOften() throws Exception {
    for (int i = 0; i < 60; i++) {
      dialBack.call(body(9, ID), HOST);
    }
    assertThatThrownBy(() -> dialBack.call(body(9, ID), HOST))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem().status()).isEqualTo(429));
    dialBack.call(body(9, ID), "127.0.0.2");
    clock.advance(Duration.ofMinutes(1));
    dialBack.call(body(9, ID), HOST);
  }

  @Test
  void whatIsNoPortOrNoMessageIdIsRefused() {
    assertRefused(body(0, ID));
    assertRefused(body(9, "0f"));
    assertRefused(body(9, "zz" + ID.substring(2)));
    assertRefused(JsonObject.EMPTY_JSON_OBJECT);
  }

  private void assertRefused(JsonObject body) {
    assertThatThrownBy(() -> dialBack.call(body, HOST))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem().status()).isEqualTo(422));
  }

  private static JsonObject body(int port, String id) {
    return Json.createObjectBuilder().add("port", port).add("message_id", id).build();
  }
}
