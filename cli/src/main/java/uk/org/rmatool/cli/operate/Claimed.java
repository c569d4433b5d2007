package uk.org.rmatool.cli.operate;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

/**
 * What a worker says that its machine has.
 *
 * @param json its capabilities; empty when the answer has none
 */
record Claimed(JsonObject json) {
  static Claimed of(Node worker) {
    return new Claimed(
        worker.json().get("capabilities") instanceof JsonObject capabilities
            ? capabilities
            : JsonObject.EMPTY_JSON_OBJECT);
  }

  String processors() {
    return json.get("cpu_cores") instanceof JsonNumber cores ? cores.toString() : Table.NOTHING;
  }

  String memory() {
    return text("ram");
  }

  /** The name of the first GPU, and how many more there are. */
  String gpu() {
    var more = json.get("gpus") instanceof JsonArray gpus ? gpus.size() - 1 : 0;
    return text("gpu_type") + (more > 0 ? ",+" + more : "");
  }

  private String text(String member) {
    return json.get(member) instanceof JsonString text && !text.getString().isBlank()
        ? text.getString()
        : Table.NOTHING;
  }
}
