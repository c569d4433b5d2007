package uk.org.rmatool.jkademlia.records;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Recent;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * Reads values and checks signatures: each that holds once, as long as it is remembered, and in a
 * second not more than allowed, so that nobody can keep a node busy with it. What it remembers is
 * true for everybody, so nodes of one thread can share one. For one thread.
 */
public final class Verifier {
  private static final int REMEMBERED_CONTENTS = 256;

  private final int perSecond;
  private final Recent<Bytes, Boolean> holding;
  private final Recent<Value, Content> contents = new Recent<>(REMEMBERED_CONTENTS);
  private long second;
  private int checked;

  /**
   * @param perSecond how many signatures may be checked in a second
   * @param remembered how many that hold are remembered, at some 200 bytes each
   */
  public Verifier(int perSecond, int remembered) {
    this.perSecond = perSecond;
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
  void check(Signed signed, Instant now) throws RefusedException {
    var message = signed.message();
    var name = name(signed, message);
    if (holding.containsKey(name)) {
      return;
    }
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      checked = 0;
    }
    if (checked == perSecond) {
      throw new RefusedException(Refusal.BUSY);
    }
    checked++;
    if (!SigningKey.verify(signed.publicKey(), message, signed.signature())) {
      throw new RefusedException(Refusal.SIGNATURE);
    }
    holding.put(name, true);
  }

  private static Bytes name(Signed signed, byte[] message) {
    int fixed = SigningKey.PUBLIC_BYTES + SigningKey.SIGNATURE_BYTES;
    var all = Arrays.copyOf(signed.publicKey().toArray(), fixed + message.length);
    System.arraycopy(
        signed.signature().toArray(), 0, all, SigningKey.PUBLIC_BYTES, SigningKey.SIGNATURE_BYTES);
    System.arraycopy(message, 0, all, fixed, message.length);
    return Bytes.wrap(CertifiedId.sha256(all));
  }
}
