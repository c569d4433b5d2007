package uk.org.rmatool.platform.dialback;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Sends a caller one ping of the DHT from a fresh socket: to the address that the call came from
 * and to no other, smaller than the call, and not often.
 */
@Component
public class DialBack {
  private static final int ID_BYTES = 20;
  private static final int MAX_PORT = 65_535;

  private final Allowance allowance;
  private final RandomGenerator random;

  @Inject
  public DialBack(Clock clock, RandomGenerator random) {
    this.allowance = new Allowance(clock);
    this.random = random;
  }

  /**
   * Does what a call asks for; gives its answer, which says where the ping was sent.
   *
   * @param body <code>port</code>, and <code>message_id</code> in 40 hexadecimal digits
   * @param address the one that the call came from
   * @throws PlatformException when the fields are wrong or there were too many such calls
   */
  public JsonObject call(JsonObject body, String address) {
    var fields = new JsonFields(body);
    var port = fields.integer("port", 1, MAX_PORT);
    var id = fields.requiredText("message_id", 2 * ID_BYTES);
    if (port.isEmpty()) {
      fields.refuse("port", "is required.");
    }
    if (!id.matches("[0-9a-f]{40}")) {
      fields.refuse("message_id", "has 40 hexadecimal digits.");
    }
    fields.check();
    allowance.take(address);
    try (var socket = new DatagramSocket()) {
      var to = new InetSocketAddress(InetAddress.getByName(address), port.getAsInt());
      var ping = ping(HexFormat.of().parseHex(id));
      socket.send(new DatagramPacket(ping, ping.length, to));
    } catch (IOException e) {
      throw new UncheckedIOException("the ping cannot be sent", e);
    }
    return Json.createObjectBuilder().add("address", address).add("port", port.getAsInt()).build();
  }

  /** <code>["ping", [sender]]</code> as docs/dht-protocol.md says, from a sender that is nobody. */
  private byte[] ping(byte[] id) {
    var nobody = new byte[ID_BYTES];
    random.nextBytes(nobody);
    var ping = ByteBuffer.allocate(50).put((byte) 0).put(id);
    ping.put((byte) 0x92).put((byte) 0xa4).put("ping".getBytes(StandardCharsets.UTF_8));
    return ping.put((byte) 0x91).put((byte) 0xc4).put((byte) ID_BYTES).put(nobody).array();
  }
}
