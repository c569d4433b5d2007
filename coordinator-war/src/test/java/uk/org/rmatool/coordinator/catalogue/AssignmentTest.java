package uk.org.rmatool.coordinator.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private Catalogue catalogue = TestCatalogue.SHIPPED;

  /** Live workers, registered one after the other. */
  private final Map<String, Integer> coverage = new HashMap<>();

  private final Map<WorkerType, Integer> sizes = new HashMap<>();

  private List<String> deployed(WorkerType type) {
    return register(type, false, Set.of());
  }

  private List<String> ours(WorkerType type, String... runnable) {
    return register(type, true, Set.of(runnable));
  }

  private List<String> register(WorkerType type, boolean ours, Set<String> runnable) {
    var given =
        Assignment.assign(
                catalogue,
                type,
                ours,
                runnable::contains,
                service -> coverage.getOrDefault(service, 0),
                sizes.getOrDefault(type, 0))
            .stream()
            .map(CatalogueService::name)
            .toList();
    sizes.merge(type, 1, Integer::sum);
    given.forEach(service -> coverage.merge(service, 1, Integer::sum));
    return given;
  }

  @Test
  void deployedWorkersGetWhatTheEarlierImplementationGaveThem() {
    assertThat(deployed(WorkerType.GPU))
        .containsExactly(
            "llm-inference",
            "vision-ocr",
            "rag-embeddings",
            "ner-extraction",
            "document-processing",
            "notes-coa");
    assertThat(deployed(WorkerType.GPU)).containsExactly("llm-inference");
    assertThat(deployed(WorkerType.CPU))
        .containsExactly("ner-extraction", "document-processing", "notes-coa");
    assertThat(deployed(WorkerType.CPU))
        .containsExactly("ner-extraction", "document-processing", "notes-coa");
    assertThat(deployed(WorkerType.CPU)).containsExactly("ner-extraction", "document-processing");
    assertThat(deployed(WorkerType.STORAGE)).containsExactly("chromadb", "redis", "postgres");
    assertThat(deployed(WorkerType.STORAGE)).containsExactly("minio", "neo4j", "chromadb");
    coverage.put("coordinator", 1);
    sizes.put(WorkerType.EDGE, 1);
    assertThat(deployed(WorkerType.EDGE))
        .containsExactly("edge-proxy", "load-balancer", "coordinator");
  }

  @Test
  void whereThereAreEnoughADeployedWorkerGetsTheLeastCoveredServiceAlone() {
    coverage.putAll(Map.of("ner-extraction", 6, "document-processing", 4, "notes-coa", 5));
    sizes.put(WorkerType.CPU, 3);
    assertThat(deployed(WorkerType.CPU)).containsExactly("document-processing");
  }

  @Test
  void equallyCoveredServicesGoByPriority() {
    coverage.putAll(Map.of("ner-extraction", 1, "document-processing", 1, "notes-coa", 1));
    sizes.put(WorkerType.CPU, 2);
    assertThat(deployed(WorkerType.CPU)).containsExactly("ner-extraction", "document-processing");
  }

  @Test
  void theMoreWorkersOfItsTypeThereAreTheLessADeployedOneIsGiven() {
    // storage has five services: three each below half, two from there on, one when enough
    var given = new int[6];
    for (int i = 0; i < given.length; i++) {
      given[i] = deployed(WorkerType.STORAGE).size();
    }
    assertThat(given).containsExactly(3, 3, 3, 2, 2, 1);
  }

  @Test
  void aGpuWorkerTakesOnlyWhatIsUncoveredAsLongAsAnythingIs() {
    coverage.putAll(
        Map.of("llm-inference", 1, "vision-ocr", 1, "ner-extraction", 1, "notes-coa", 1));
    assertThat(deployed(WorkerType.GPU)).containsExactly("rag-embeddings", "document-processing");
  }

  @Test
  void noWorkerGetsWhatItsTypeCannotRun() {
    coverage.putAll(Map.of("ner-extraction", 9, "document-processing", 9, "notes-coa", 9));
    assertThat(deployed(WorkerType.CPU)).doesNotContain("llm-inference", "chromadb", "edge-proxy");
    assertThat(deployed(WorkerType.EDGE)).doesNotContain("ner-extraction", "chromadb");
  }

  @Test
  void aWorkerOfOursGetsEveryUncoveredServiceThatItCanRunWhateverItsType() {
    assertThat(
            ours(
                WorkerType.CPU,
                "notes-coa",
                "document-processing",
                "vision-ocr",
                "rag-embeddings",
                "redis"))
        .containsExactly(
            "vision-ocr", "rag-embeddings", "document-processing", "redis", "notes-coa");
  }

  @Test
  void aWorkerOfOursGetsNothingThatItCannotRun() {
    assertThat(ours(WorkerType.GPU)).isEmpty();
    assertThat(ours(WorkerType.CPU, "no-such-service")).isEmpty();
  }

  @Test
  void aWorkerOfOursSharesWhatTooFewHaveLikeTheOthersAndIsNeverIdle() {
    var all = new String[] {"ner-extraction", "document-processing", "notes-coa"};
    assertThat(ours(WorkerType.CPU, all)).hasSize(3);
    assertThat(ours(WorkerType.CPU, all)).hasSize(3);
    assertThat(ours(WorkerType.CPU, all)).containsExactly("ner-extraction");
    assertThat(ours(WorkerType.CPU, all)).containsExactly("document-processing");
  }

  @Test
  void aWorkerOfOursGetsWhatIsBelowItsTargetBeforeWhatFewerHave() {
    catalogue =
        Catalogue.of(
            List.of(
                new CatalogueService("few", WorkerType.CPU, 1, 1, 1),
                new CatalogueService("many", WorkerType.CPU, 2, 2, 5)));
    coverage.putAll(Map.of("few", 1, "many", 4));
    assertThat(ours(WorkerType.CPU, "few", "many")).containsExactly("many");
    assertThat(ours(WorkerType.CPU, "few", "many")).containsExactly("few");
    assertThat(deployed(WorkerType.CPU)).startsWith("few");
  }
}
