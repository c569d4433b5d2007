package uk.org.rmatool.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.identity.MessageSignature.Proof;

class OwnershipTest {
  private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
  private static final NodeKey KEY = NodeKey.create();
  private static final NodeKey OTHER = NodeKey.create();
  private static final NodeKey ROUTER = NodeKey.create();
  private static final NodeId OURS = KEY.id("lab");
  private static final NodeId DEPLOYED = new NodeId("cpu-7");

  private final Ownership ownership = new Ownership();

  private static Caller unsigned() {
    return new Caller("192.0.2.1", Optional.empty(), Optional.empty(), 0, Optional.empty());
  }

  private static Caller signed(NodeKey key, Instant created) {
    var proof = Optional.of(new Proof(key.keyId(), created));
    return new Caller("192.0.2.1", proof, Optional.empty(), 0, Optional.empty());
  }

  private static Caller passedOnBy(NodeKey router) {
    var proof = Optional.of(new Proof(router.keyId(), NOW));
    return new Caller("192.0.2.1", Optional.empty(), proof, 1, Optional.empty());
  }

  private AbstractThrowableAssert<?, ?> assertRefused(Caller caller, NodeId id) {
    return assertThatThrownBy(() -> ownership.check(caller, id))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.ID_TAKEN));
  }

  private void assertAllowed(Caller caller, NodeId id) {
    assertThatCode(() -> ownership.check(caller, id)).doesNotThrowAnyException();
  }

  @Test
  void anIdWithoutFingerprintIsAnybodys() {
    assertAllowed(unsigned(), DEPLOYED);
    assertAllowed(signed(OTHER, NOW), DEPLOYED);
  }

  @Test
  void anIdThatCertifiesAKeyIsActedForByItsHolderAlone() {
    assertAllowed(signed(KEY, NOW), OURS);
    assertRefused(signed(OTHER, NOW), OURS).hasMessageContaining("bound to another key");
    assertRefused(unsigned(), OURS).hasMessageContaining("it is not signed");
  }

  @Test
  void aSignatureThatDoesNotHoldIsNamedAsTheReason() {
    var refused =
        new Caller("a", Optional.empty(), Optional.empty(), 0, Optional.of("the clock is wrong"));
    assertRefused(refused, OURS)
        .hasMessageContaining("its signature was refused: the clock is wrong");
  }

  @Test
  void anOlderCallIsRefusedAfterANewerOne() {
    assertAllowed(signed(KEY, NOW), OURS);
    assertAllowed(signed(KEY, NOW), OURS);
    assertAllowed(signed(KEY, NOW.plusSeconds(2)), OURS);
    assertRefused(signed(KEY, NOW), OURS).hasMessageContaining("sign it again");
    assertRefused(signed(KEY, NOW.plusSeconds(1)), OURS);
    assertAllowed(signed(KEY, NOW.plusSeconds(2)), OURS);
  }

  @Test
  void theOrderOfCallsIsKeptForEachIdOfItsOwn() {
    assertAllowed(signed(KEY, NOW.plusSeconds(60)), OURS);
    assertAllowed(signed(OTHER, NOW), OTHER.id("lab"));
    assertAllowed(signed(KEY, NOW), KEY.id("another-name"));
  }

  @Test
  void aCallWithTheWrongKeyDoesNotCountAsANewerOne() {
    assertRefused(signed(OTHER, NOW.plusSeconds(60)), OURS);
    assertAllowed(signed(KEY, NOW), OURS);
  }

  @Test
  void whatTheTrustedRouterPassesOnNeedsNoProof() {
    assertRefused(passedOnBy(ROUTER), OURS);
    ownership.trustRouter(ROUTER.keyId());
    assertAllowed(passedOnBy(ROUTER), OURS);
    assertThat(ownership.viaRouter(passedOnBy(ROUTER))).isTrue();
  }

  @Test
  void anotherRouterIsNobody() {
    ownership.trustRouter(ROUTER.keyId());
    assertRefused(passedOnBy(OTHER), OURS);
    assertThat(ownership.viaRouter(passedOnBy(OTHER))).isFalse();
    assertThat(ownership.viaRouter(unsigned())).isFalse();
  }

  @Test
  void theRouterTrustedLastIsTheOne() {
    ownership.trustRouter(ROUTER.keyId());
    ownership.trustRouter(OTHER.keyId());
    assertAllowed(passedOnBy(OTHER), OURS);
    assertRefused(passedOnBy(ROUTER), OURS);
  }

  @Test
  void aRoutersKeyIsNotANodesProof() {
    ownership.trustRouter(ROUTER.keyId());
    assertRefused(signed(ROUTER, NOW), OURS);
  }
}
