package uk.org.rmatool.jkademlia.records;

/** Why a value is neither kept, nor served, nor believed. */
public enum Refusal {
  /** Not a value that can be kept under a key. */
  TYPE("type"),
  /** Longer than what deployed nodes can hold, or a set or an entry beyond its limits. */
  SIZE("size"),
  /** A <code>_dht</code> that lacks something, or that is in no JSON. */
  MALFORMED("malformed"),
  /** A version of <code>_dht</code> that we do not know. */
  VERSION("version"),
  /** Signed for another key than the one it came under, or about another node than its key says. */
  KEY("key"),
  /** A signed record under a key of which nobody can be the owner. */
  KIND("kind"),
  /** The id in the key is not certified by the key that signed. */
  FINGERPRINT("fingerprint"),
  /** The signature does not hold. */
  SIGNATURE("signature"),
  /** It ran out. */
  EXPIRED("expired"),
  /** It would run out too late. */
  EXPIRY("expiry"),
  /** Its sequence number is ahead of time. */
  SEQUENCE("sequence"),
  /** What is held is newer. */
  OLDER("older"),
  /** A provider's entry in a shard that is not its own. */
  SHARD("shard"),
  /** Unsigned, about an id that certifies a key. */
  UNSIGNED("unsigned"),
  /** Unsigned, under a key that holds or held something signed. */
  UNSIGNED_OVER_SIGNED("unsigned-over-signed"),
  /** More signatures to check than a second allows. */
  BUSY("busy");

  private final String code;

  Refusal(String code) {
    this.code = code;
  }

  /** What metrics call it; never changes. */
  public String code() {
    return code;
  }
}
