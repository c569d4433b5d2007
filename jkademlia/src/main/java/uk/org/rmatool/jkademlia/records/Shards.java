package uk.org.rmatool.jkademlia.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How the providers of a service are divided over keys. */
public final class Shards {
  /** The most shards that a service can have. */
  public static final int MAX = 1024;

  /** How many providers a shard should have. */
  public static final int PROVIDERS_EACH = 8;

  private Shards() {}

  /**
   * The shard of a node: SHA-256 of its id, read as a number, modulo the number of shards.
   *
   * @param id the id by which the set names it, {@link CertifiedId#shortened}
   * @param count a power of two, at most {@value #MAX}
   */
  public static int of(CertifiedId id, int count) {
    if (!isCount(count)) {
      throw new IllegalArgumentException(count + " is not a number of shards");
    }
    var hash = CertifiedId.sha256(id.toString().getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(hash).getInt(hash.length - Integer.BYTES) & (count - 1);
  }

  /** The power of two that keeps a shard near {@value #PROVIDERS_EACH} entries. */
  public static int forProviders(int providers) {
    int count = 1;
    while (count < MAX && count * PROVIDERS_EACH < providers) {
      count *= 2;
    }
    return count;
  }

  /** Whether a service can have this many shards. */
  public static boolean isCount(int count) {
    return count >= 1 && count <= MAX && Integer.bitCount(count) == 1;
  }

  /** Whether a node's entry may be in this shard, under some number of shards. */
  static boolean mayHold(int shard, CertifiedId id) {
    return of(id, shard == 0 ? 1 : 2 * Integer.highestOneBit(shard)) == shard;
  }
}
