package uk.org.rmatool.jkademlia.records;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import uk.org.rmatool.jkademlia.ed25519.Ed25519;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Recent;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.Source;

/**
 * Reads values and checks signatures: each that holds once, as long as it is remembered, and in a
 * second not more than allowed, so that nobody can keep a node busy with it. What it remembers is
 * true for everybody, so nodes of one thread can share one. For one thread.
 */
public final class Verifier {
  private static final int REMEMBERED_CONTENTS = 256;

  private final Checks checks;
  private final Recent<Bytes, Boolean> holding;
  private final Recent<Value, Content> contents = new Recent<>(REMEMBERED_CONTENTS);

  /**
   * @param perSecond how many signatures may be checked in a second
   * @param remembered how many that hold are remembered, at some 200 bytes each
   */
  public Verifier(int perSecond, int remembered) {
    this.checks = new Checks(perSecond);
    this.holding = new Recent<>(remembered);
  }

  /** What a value is; its signatures are not checked yet. */
  Content read(Value value) throws RefusedException {
    var known = contents.get(value);
    if (known != null) {
      return known;
    }
    if (!value.storable()) {
      throw new RefusedException(Refusal.TYPE);
    }
    if (bytes(value) > RecordPolicy.MAX_BYTES) {
      throw new RefusedException(Refusal.SIZE);
    }
    var content = Content.of(value);
    contents.put(value, content);
    return content;
  }

  private static int bytes(Value value) {
    return switch (value) {
      case Value.Str text -> text.text().getBytes(StandardCharsets.UTF_8).length;
      case Value.Bin bin -> bin.bytes().size();
      default -> 0;
    };
  }

  /** Checks a signature. */
  void check(Signed signed, Source source, Instant now) throws RefusedException {
    if (holding.containsKey(signed.digest())) {
      return;
    }
    if (!checks.take(source, now)) {
      throw new RefusedException(Refusal.BUSY);
    }
    if (!Ed25519.verify(signed.publicKey(), signed.message(), signed.signature())) {
      throw new RefusedException(Refusal.SIGNATURE);
    }
    holding.put(signed.digest(), true);
  }
}
