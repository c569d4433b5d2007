package uk.org.rmatool.worker.hardware;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.OptionalLong;

/**
 * What one GPU was seen to do.
 *
 * @param name as the program that measured it calls it
 * @param memory bytes a second that its own memory moves
 * @param floats operations a second on numbers of single precision
 * @param copied bytes a second that are copied to it from the machine's memory
 */
record GpuSpeed(String name, OptionalLong memory, OptionalLong floats, OptionalLong copied) {
  JsonObject toJson() {
    var json = Json.createObjectBuilder().add("name", name);
    memory.ifPresent(speed -> json.add("memory_bytes_per_second", speed));
    floats.ifPresent(speed -> json.add("float_operations_per_second", speed));
    copied.ifPresent(speed -> json.add("copy_bytes_per_second", speed));
    return json.build();
  }

  boolean isMeasured() {
    return memory.isPresent() || floats.isPresent() || copied.isPresent();
  }
}
