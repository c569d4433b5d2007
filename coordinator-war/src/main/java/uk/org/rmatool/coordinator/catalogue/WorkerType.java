package uk.org.rmatool.coordinator.catalogue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Locale;

/** What a worker is for, best equipped first. */
public enum WorkerType {
  GPU(1),
  CPU(2),
  STORAGE(3),
  EDGE(4);

  private final int tier;

  WorkerType(int tier) {
    this.tier = tier;
  }

  public int tier() {
    return tier;
  }

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a worker of this type may run a service that needs the given one. */
  boolean covers(WorkerType needed) {
    return this == needed || (this == GPU && needed == CPU);
  }

  /**
   * What a worker is, from what it says of itself: an explicit <code>worker_type</code> wins; else
   * a GPU, storage or a public address decide, in this order. Latency and closeness never make a
   * worker an edge.
   */
  public static WorkerType of(JsonObject capabilities) {
    if (capabilities.get("worker_type") instanceof JsonString explicit) {
      for (var type : values()) {
        if (type.wireName().equals(explicit.getString().toLowerCase(Locale.ROOT))) {
          return type;
        }
      }
    }
    if (says(capabilities, "has_gpu")) {
      return GPU;
    }
    if (says(capabilities, "has_storage")) {
      return STORAGE;
    }
    return says(capabilities, "has_public_ip") || says(capabilities, "has_edge") ? EDGE : CPU;
  }

  private static boolean says(JsonObject capabilities, String name) {
    return JsonValue.TRUE.equals(capabilities.get(name));
  }
}
