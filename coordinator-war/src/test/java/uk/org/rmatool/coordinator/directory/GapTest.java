package uk.org.rmatool.coordinator.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.coordinator.directory.Coverage.Gap;

class GapTest {
  @ParameterizedTest
  @CsvSource({
    "2, 0, critical, 0",
    "2, 1, warning, 0.5",
    "2, 2, ok, 1",
    "2, 6, ok, 1",
    "1, 1, ok, 1",
    "5, 4, warning, 0.8"
  })
  void aGapIsJudgedByItsServicesTarget(int replicas, int workers, String status, double covered) {
    var gap = new Gap(new CatalogueService("x", WorkerType.CPU, 1, 1, replicas), workers);
    assertThat(gap.status()).isEqualTo(status);
    assertThat(gap.covered()).isEqualTo(covered);
  }
}
