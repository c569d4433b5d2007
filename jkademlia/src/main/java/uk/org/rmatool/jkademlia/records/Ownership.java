package uk.org.rmatool.jkademlia.records;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which key may sign what. */
final class Ownership {
  static final String NAME = "n";
  static final String GONE = "gone";
  static final String SHARDS = "shards";

  private Ownership() {}

  /** Checks a record that stands alone: presence, signed by the key that its id certifies. */
  static void checkOne(Signed signed) throws RefusedException {
    switch (key(signed)) {
      case RecordKey.OfWorker worker -> checkPresence(signed, worker.id(), "worker_id");
      case RecordKey.OfCoordinator coordinator ->
          checkPresence(signed, coordinator.id(), "coordinator_id");
      case RecordKey.OfProviders ignored -> throw new RefusedException(Refusal.KIND);
      case RecordKey.OfShards ignored -> throw new RefusedException(Refusal.KIND);
    }
  }

  /** Checks an entry of a set. It says a name and not an id: the key that signs makes it one. */
  static void checkEntry(Signed entry) throws RefusedException {
    if (entry.text().getBytes(StandardCharsets.UTF_8).length > SignedSet.MAX_ENTRY_BYTES) {
      throw new RefusedException(Refusal.SIZE);
    }
    switch (key(entry)) {
      case RecordKey.OfProviders key -> checkProvider(entry, key.shard());
      case RecordKey.OfShards ignored -> checkShards(entry);
      case RecordKey.OfWorker ignored -> throw new RefusedException(Refusal.KIND);
      case RecordKey.OfCoordinator ignored -> throw new RefusedException(Refusal.KIND);
    }
  }

  private static RecordKey key(Signed signed) throws RefusedException {
    return RecordKey.parse(signed.key()).orElseThrow(() -> new RefusedException(Refusal.KIND));
  }

  private static void checkPresence(Signed signed, CertifiedId id, String member)
      throws RefusedException {
    if (!id.certifies(signed.publicKey())) {
      throw new RefusedException(Refusal.FINGERPRINT);
    }
    if (signed.body().text(member).filter(id.toString()::equals).isEmpty()) {
      throw new RefusedException(Refusal.KEY);
    }
  }

  private static void checkProvider(Signed entry, int shard) throws RefusedException {
    var provider = provider(entry);
    if (provider.isEmpty() && !isGone(entry)) {
      throw new RefusedException(Refusal.MALFORMED);
    }
    if (provider.isPresent() && !Shards.mayHold(shard, provider.get())) {
      throw new RefusedException(Refusal.SHARD);
    }
  }

  private static void checkShards(Signed entry) throws RefusedException {
    if (shards(entry).isEmpty()) {
      throw new RefusedException(Refusal.MALFORMED);
    }
  }

  /** The provider that an entry names; empty for one that withdraws. */
  static Optional<CertifiedId> provider(Signed entry) {
    return entry
        .body()
        .text(NAME)
        .filter(name -> !isGone(entry))
        .flatMap(
            name -> CertifiedId.parse(name + "-" + CertifiedId.fingerprint(entry.publicKey())));
  }

  private static boolean isGone(Signed entry) {
    return entry.body().get(GONE).isPresent();
  }

  /** The number of shards that an entry tells. */
  static Optional<Integer> shards(Signed entry) {
    return entry
        .body()
        .number(SHARDS)
        .filter(count -> count == Math.rint(count) && count <= Shards.MAX)
        .map(Double::intValue)
        .filter(Shards::isCount);
  }
}
