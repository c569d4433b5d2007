package uk.org.rmatool.worker.hardware;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One GPU, with what could be learned about it.
 *
 * @param name the model
 * @param memoryMb its memory in MiB; empty where it shares the machine's
 * @param driver the driver's version
 * @param uuid its lasting id
 * @param utilization share of the last moment that it was busy, 0 to 1, when it was looked at
 */
public record Gpu(
    String name,
    OptionalLong memoryMb,
    Optional<String> driver,
    Optional<String> uuid,
    OptionalDouble utilization) {

  JsonObject toJson() {
    var json = Json.createObjectBuilder().add("name", name);
    memoryMb.ifPresent(mb -> json.add("memory_mb", mb));
    driver.ifPresent(version -> json.add("driver", version));
    uuid.ifPresent(id -> json.add("uuid", id));
    utilization.ifPresent(busy -> json.add("utilization", busy));
    return json.build();
  }
}
