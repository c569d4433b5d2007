package uk.org.rmatool.platform.identity;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Decides whether a caller may act for an id. An id that certifies a key is acted for only by who
 * proves that key, or by the trusted router, which has checked the proof before. A proof older than
 * the last one for its id is refused, so that a recorded call cannot be played again after a later
 * one.
 */
@Component
public class Ownership {
  private static final int REMEMBERED = 100_000;

  private volatile @Nullable String trustedRouter;
  private final Map<NodeId, Instant> lastProof =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Instant> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** From now on the holder of this key is our router. */
  public void trustRouter(String keyId) {
    trustedRouter = keyId;
  }

  /** Whether the call was passed on by our router. */
  public boolean viaRouter(Caller caller) {
    return caller.router().filter(proof -> proof.keyId().equals(trustedRouter)).isPresent();
  }

  /** Throws 409 unless the caller may act for this id. Ids without a fingerprint are anybody's. */
  public void check(Caller caller, NodeId id) {
    if (id.fingerprint().isEmpty() || viaRouter(caller)) {
      return;
    }
    if (caller.node().isEmpty()) {
      var why =
          caller
              .refusal()
              .map(reason -> "its signature was refused: " + reason)
              .orElse("it is not signed");
      throw new PlatformException(
          ProblemType.ID_TAKEN,
          "The id '%s' belongs to the holder of its key, and this call does not prove that key: %s."
              .formatted(id, why));
    }
    var proof = caller.node().get();
    if (!NodeKey.certifies(proof.keyId(), id)) {
      throw new PlatformException(
          ProblemType.ID_TAKEN,
          "The id '%s' is bound to another key than the one that signed this call.".formatted(id));
    }
    synchronized (lastProof) {
      var last = lastProof.get(id);
      if (last != null && proof.created().isBefore(last)) {
        throw new PlatformException(
            ProblemType.ID_TAKEN,
            "A newer signed call for '%s' came before this one: sign it again.".formatted(id));
      }
      lastProof.put(id, proof.created());
    }
  }
}
