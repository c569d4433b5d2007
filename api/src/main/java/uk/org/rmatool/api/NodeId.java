package uk.org.rmatool.api;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a worker or a coordinator. Ids of our own programs certify themselves: they end in a
 * dash and the first 16 letters of the base32 form of SHA-256 over the node's Ed25519 public key
 * (ARCHITECTURE, "Ids are self-certifying"). Deployed nodes' ids are whatever they chose.
 *
 * @param value 1 to 200 characters, no control characters
 */
public record NodeId(String value) implements Comparable<NodeId> {
  public static final int MAX_LENGTH = 200;

  private static final Pattern CERTIFIED = Pattern.compile(".+-([a-z2-7]{16})");

  public NodeId {
    if (value.isBlank()
        || value.length() > MAX_LENGTH
        || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "an id has 1 to %d characters, none of them a control character".formatted(MAX_LENGTH));
    }
  }

  /** The key fingerprint that this id carries; empty for a deployed node's id. */
  public Optional<String> fingerprint() {
    var matcher = CERTIFIED.matcher(value);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
