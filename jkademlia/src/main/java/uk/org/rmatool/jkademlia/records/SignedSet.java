package uk.org.rmatool.jkademlia.records;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.org.rmatool.jkademlia.id.Bytes;

/**
 * Signed entries of several nodes under one key, one of each, the newest first. Merging is
 * commutative, associative and idempotent, so that copies agree in whatever order they hear of
 * entries: of a node's entries the newest stays, and of too many the newest {@value #MAX_ENTRIES}.
 *
 * @param entries a node's withdrawal is an entry as well, and stays until it runs out
 */
record SignedSet(List<Signed> entries) {
  /** As many of the longest entries as the value of one datagram holds. */
  static final int MAX_ENTRIES = 31;

  static final int MAX_ENTRY_BYTES = 256;

  private static final Comparator<Signed> NEWEST_FIRST =
      Signed.BY_AGE.reversed().thenComparing(entry -> entry.publicKey().toString());

  SignedSet {
    entries = List.copyOf(entries);
  }

  /** The set of all of these. */
  static SignedSet of(Collection<Signed> entries) {
    var newest = new HashMap<Bytes, Signed>();
    for (var entry : entries) {
      newest.merge(entry.publicKey(), entry, (a, b) -> Signed.BY_AGE.compare(a, b) < 0 ? b : a);
    }
    return new SignedSet(newest.values().stream().sorted(NEWEST_FIRST).limit(MAX_ENTRIES).toList());
  }

  SignedSet merge(SignedSet other) {
    return of(Stream.concat(entries.stream(), other.entries.stream()).toList());
  }

  /** When the last of the entries runs out; at least one must be there. */
  Instant expires() {
    return entries.stream().map(Signed::expires).max(Comparator.naturalOrder()).orElseThrow();
  }

  String text() {
    return entries.stream().map(Signed::text).collect(Collectors.joining(",", "[", "]"));
  }
}
