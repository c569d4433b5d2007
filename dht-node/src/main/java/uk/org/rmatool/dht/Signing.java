package uk.org.rmatool.dht;

import java.util.Base64;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.records.SigningKey;
import uk.org.rmatool.platform.identity.NodeKey;

/** A program's key as the DHT's records use it. */
public final class Signing {
  private Signing() {}

  /** Makes records for the id that a key certifies. */
  public static Signer signer(NodeKey key, NodeId id) {
    var decoder = Base64.getDecoder();
    var name = CertifiedId.parse(id.value()).orElseThrow().name();
    return new Signer(
        name, SigningKey.of(decoder.decode(key.privateText()), decoder.decode(key.publicText())));
  }
}
