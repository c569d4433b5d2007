package uk.org.rmatool.jkademlia.records;

import java.time.Instant;
import java.util.Arrays;
import uk.org.rmatool.jkademlia.id.Bytes;

/**
 * Checks signatures: each that holds once, as long as it is remembered, and in a second not more
 * than allowed, so that nobody can keep a node busy with it. For one thread.
 */
public final class Verifier {
  private final int perSecond;
  private final Recent<Bytes, Boolean> holding;
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
