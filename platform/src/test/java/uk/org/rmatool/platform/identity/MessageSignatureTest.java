package uk.org.rmatool.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.NodeId;

class MessageSignatureTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final byte[] BODY = "{\"worker_id\":\"w\"}".getBytes(StandardCharsets.UTF_8);

  private final NodeKey key = NodeKey.create();

  @Test
  void aSignedCallProvesTheKeyThatTheIdCertifies() throws Exception {
    var headers = sign();
    var proof = verify(headers, "POST", "/api/worker/register", BODY, NOW).orElseThrow();
    assertThat(proof.keyId()).isEqualTo(key.keyId());
    assertThat(NodeKey.certifies(proof.keyId(), key.id("My Machine"))).isTrue();
    assertThat(key.id("My Machine").value()).matches("my-machine-[a-z2-7]{16}");
    assertThat(NodeKey.certifies(NodeKey.create().keyId(), key.id("w"))).isFalse();
    assertThat(NodeKey.certifies(key.keyId(), new NodeId("w"))).isFalse();
  }

  @Test
  void aCallWithoutSignatureProvesNothing() throws Exception {
    assertThat(verify(Map.of(), "POST", "/", BODY, NOW)).isEmpty();
  }

  @Test
  void anyChangeToTheCallBreaksTheSignature() {
    var headers = sign();
    var other = "{\"worker_id\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    assertRefused(headers, "DELETE", "/api/worker/register", BODY, NOW, "does not match");
    assertRefused(headers, "POST", "/api/worker/heartbeat", BODY, NOW, "does not match");
    assertRefused(headers, "POST", "/api/worker/register", other, NOW, "Content-Digest");
    var later = new LinkedHashMap<>(headers);
    later.compute("Signature-Input", (k, v) -> v.replace("created=1", "created=2"));
    assertRefused(
        later,
        "POST",
        "/api/worker/register",
        BODY,
        Instant.ofEpochSecond(NOW.getEpochSecond() + 1_000_000_000L),
        "does not match");
  }

  @Test
  void anOldSignatureIsRefusedWithAHintAtTheClock() {
    assertRefused(sign(), "POST", "/api/worker/register", BODY, NOW.plusSeconds(301), "clock");
    assertRefused(sign(), "POST", "/api/worker/register", BODY, NOW.minusSeconds(301), "clock");
  }

  @Test
  void theRoutersSignatureCoversTheHomeEpoch() throws Exception {
    var epoch = Map.of(MessageSignature.HOME_EPOCH, "7");
    var signed =
        new LinkedHashMap<>(
            MessageSignature.sign(key, MessageSignature.ROUTER, "POST", "/p", BODY, NOW, epoch));
    signed.put("RMA-Home-Epoch", "7");
    assertThat(
            MessageSignature.verify(
                MessageSignature.ROUTER, "POST", "/p", BODY, NOW, lookup(signed)))
        .isPresent();
    signed.put("RMA-Home-Epoch", "8");
    assertThatThrownBy(
            () ->
                MessageSignature.verify(
                    MessageSignature.ROUTER, "POST", "/p", BODY, NOW, lookup(signed)))
        .isInstanceOf(SignatureException.class);
  }

  @Test
  void theKeySurvivesARestartAndOnlyItsOwnerCanReadIt(@TempDir Path folder) throws Exception {
    var first = NodeKey.loadOrCreate(folder.resolve("state"));
    var second = NodeKey.loadOrCreate(folder.resolve("state"));
    assertThat(second.keyId()).isEqualTo(first.keyId());
    var permissions = Files.getPosixFilePermissions(folder.resolve("state/node.key"));
    assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
  }

  @Test
  void aDamagedKeyIsNamedWithWhatToDo(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("node.key"), "nonsense");
    assertThatThrownBy(() -> NodeKey.loadOrCreate(folder)).hasMessageContaining("restore it");
  }

  private Map<String, String> sign() {
    return MessageSignature.sign(
        key, MessageSignature.NODE, "POST", "/api/worker/register", BODY, NOW, Map.of());
  }

  private static java.util.Optional<MessageSignature.Proof> verify(
      Map<String, String> headers, String method, String path, byte[] body, Instant now)
      throws SignatureException {
    return MessageSignature.verify(MessageSignature.NODE, method, path, body, now, lookup(headers));
  }

  private static java.util.function.Function<String, String> lookup(Map<String, String> headers) {
    return name ->
        headers.entrySet().stream()
            .filter(e -> e.getKey().equalsIgnoreCase(name))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
  }

  private static void assertRefused(
      Map<String, String> headers,
      String method,
      String path,
      byte[] body,
      Instant now,
      String why) {
    assertThatThrownBy(() -> verify(headers, method, path, body, now))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining(why);
  }
}
