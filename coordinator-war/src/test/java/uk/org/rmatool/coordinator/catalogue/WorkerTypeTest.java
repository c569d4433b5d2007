package uk.org.rmatool.coordinator.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.api.Json;

class WorkerTypeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"worker_type\":\"gpu\"}                                          | GPU",
        "{\"worker_type\":\"Storage\"}                                      | STORAGE",
        "{\"worker_type\":\"edge\"}                                         | EDGE",
        "{\"worker_type\":\"cpu\",\"has_gpu\":true}                         | CPU",
        "{\"worker_type\":\"cpu\",\"low_latency\":true,\"latency_ms\":3.65} | CPU",
        "{\"has_gpu\":true,\"has_storage\":true,\"has_public_ip\":true}     | GPU",
        "{\"has_storage\":true,\"has_public_ip\":true}                      | STORAGE",
        "{\"has_public_ip\":true}                                           | EDGE",
        "{\"has_edge\":true}                                                | EDGE",
        "{\"low_latency\":true,\"latency_ms\":1}                            | CPU",
        "{\"has_gpu\":false}                                                | CPU",
        "{\"has_gpu\":\"yes\"}                                              | CPU",
        "{\"worker_type\":\"toaster\",\"has_gpu\":true}                     | GPU",
        "{\"worker_type\":7}                                                | CPU",
        "{\"worker_type\":null}                                             | CPU",
        "{}                                                                 | CPU",
      })
  void aWorkersTypeComesFromWhatItSays(String capabilities, WorkerType type) {
    try (var reader = Json.createReader(new StringReader(capabilities))) {
      assertThat(WorkerType.of(reader.readObject())).isEqualTo(type);
    }
  }

  @Test
  void tiersAreTheContracts() {
    assertThat(WorkerType.values()).extracting(WorkerType::tier).containsExactly(1, 2, 3, 4);
    assertThat(WorkerType.STORAGE.wireName()).isEqualTo("storage");
  }

  @Test
  void onlyAGpuWorkerRunsWhatAnotherTypeIsFor() {
    for (var worker : WorkerType.values()) {
      for (var needed : WorkerType.values()) {
        assertThat(worker.covers(needed))
            .as(worker + " for " + needed)
            .isEqualTo(worker == needed || (worker == WorkerType.GPU && needed == WorkerType.CPU));
      }
    }
  }
}
