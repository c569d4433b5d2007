package uk.org.rmatool.jkademlia.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import uk.org.rmatool.jkademlia.json.JsonException;
import uk.org.rmatool.jkademlia.json.JsonReader;
import uk.org.rmatool.jkademlia.json.JsonValue;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonArray;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.Value;

/** What a value is to us. Nothing is checked yet but its form. */
sealed interface Content {
  /** A signed object. */
  record One(Signed signed) implements Content {}

  /** An array of signed entries. Lists of deployed nodes hold no objects. */
  record Many(List<Signed> entries) implements Content {}

  /**
   * Anything else, as deployed nodes keep it.
   *
   * @param presence whether it is the presence of a node, which is never written twice the same
   */
  record Plain(boolean presence) implements Content {}

  /** Reads a value. */
  static Content of(Value value) throws RefusedException {
    if (!(value instanceof Value.Str text)) {
      return new Plain(false);
    }
    JsonValue json;
    try {
      json = JsonReader.read(text.text());
    } catch (JsonException e) {
      return unreadable(text.text());
    }
    return switch (json) {
      case JsonObject one when Signed.isClaimedBy(one) -> new One(Signed.read(one));
      case JsonObject plain -> unsigned(plain);
      case JsonArray array when array.items().stream().anyMatch(JsonObject.class::isInstance) ->
          many(array);
      default -> new Plain(false);
    };
  }

  /** A text that other readers could take for an object, or for signed, must be that to us too. */
  private static Content unreadable(String text) throws RefusedException {
    if (text.stripLeading().startsWith("{") || text.contains(Signed.ENVELOPE)) {
      throw new RefusedException(Refusal.MALFORMED);
    }
    return new Plain(false);
  }

  private static Content unsigned(JsonObject plain) throws RefusedException {
    var certified =
        Stream.of("worker_id", "coordinator_id")
            .flatMap(name -> plain.text(name).stream())
            .map(CertifiedId::parse)
            .anyMatch(Optional::isPresent);
    if (certified) {
      throw new RefusedException(Refusal.UNSIGNED);
    }
    return new Plain(plain.get("last_seen").isPresent());
  }

  private static Content many(JsonArray array) throws RefusedException {
    if (array.items().size() > SignedSet.MAX_ENTRIES) {
      throw new RefusedException(Refusal.SIZE);
    }
    var entries = new ArrayList<Signed>();
    for (var item : array.items()) {
      if (!(item instanceof JsonObject entry)) {
        throw new RefusedException(Refusal.MALFORMED);
      }
      entries.add(Signed.read(entry));
    }
    return new Many(entries);
  }
}
