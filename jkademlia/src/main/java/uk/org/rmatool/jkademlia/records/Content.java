package uk.org.rmatool.jkademlia.records;

import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.jkademlia.json.JsonException;
import uk.org.rmatool.jkademlia.json.JsonReader;
import uk.org.rmatool.jkademlia.json.JsonValue;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonArray;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.Value;

/** What a value is to us. Nothing is checked yet but its form. */
sealed interface Content {
  List<String> ID_MEMBERS = List.of("worker_id", "coordinator_id");

  /** A signed object. */
  record One(Signed signed) implements Content {}

  /** An array of signed entries. */
  record Many(List<Signed> entries) implements Content {}

  /**
   * Anything else, as deployed nodes keep it.
   *
   * @param presence whether it is the presence of a node, which is never written twice the same
   */
  record Plain(boolean presence) implements Content {}

  /** Reads a value. Bytes are read as text where deployed readers do so. */
  static Content of(Value value) throws RefusedException {
    var text = LooseText.text(value);
    if (text.isEmpty()) {
      return new Plain(false);
    }
    JsonValue json;
    try {
      json = JsonReader.read(text.get());
    } catch (JsonException e) {
      return unreadable(text.get());
    }
    return switch (json) {
      case JsonObject one when Signed.isClaimedBy(one) -> new One(Signed.read(one));
      case JsonArray array when array.items().stream().anyMatch(Content::isSigned) -> many(array);
      default -> unsigned(LooseText.of(text.get()));
    };
  }

  private static boolean isSigned(JsonValue item) {
    return item instanceof JsonObject object && Signed.isClaimedBy(object);
  }

  /** What other readers could take for signed must be that to us too. */
  private static Content unreadable(String text) throws RefusedException {
    var loose = LooseText.ofBroken(text);
    if (loose.isSigned()) {
      throw new RefusedException(Refusal.MALFORMED);
    }
    return unsigned(loose);
  }

  private static Content unsigned(LooseText text) throws RefusedException {
    if (ID_MEMBERS.stream().anyMatch(text::certifies)) {
      throw new RefusedException(Refusal.UNSIGNED);
    }
    return new Plain(text.has("last_seen"));
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
