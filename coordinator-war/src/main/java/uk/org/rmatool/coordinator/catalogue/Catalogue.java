package uk.org.rmatool.coordinator.catalogue;

import static uk.org.rmatool.coordinator.catalogue.WorkerType.CPU;
import static uk.org.rmatool.coordinator.catalogue.WorkerType.EDGE;
import static uk.org.rmatool.coordinator.catalogue.WorkerType.GPU;
import static uk.org.rmatool.coordinator.catalogue.WorkerType.STORAGE;

import java.util.List;
import java.util.Optional;

/** The services that the platform wants to provide, as the HTTP contract lists them. */
public final class Catalogue {
  private static final List<CatalogueService> SERVICES =
      List.of(
          new CatalogueService("llm-inference", GPU, 1, 8105),
          new CatalogueService("vision-ocr", GPU, 1, 8104),
          new CatalogueService("rag-embeddings", GPU, 2, 8102),
          new CatalogueService("ner-extraction", CPU, 2, 8108),
          new CatalogueService("document-processing", CPU, 2, 8103),
          new CatalogueService("notes-coa", CPU, 3, 8100),
          new CatalogueService("chromadb", STORAGE, 1, 8000),
          new CatalogueService("redis", STORAGE, 2, 6379),
          new CatalogueService("postgres", STORAGE, 3, 5432),
          new CatalogueService("minio", STORAGE, 4, 9000),
          new CatalogueService("neo4j", STORAGE, 5, 7474),
          new CatalogueService("coordinator", EDGE, 1, 8080),
          new CatalogueService("edge-proxy", EDGE, 1, 8787),
          new CatalogueService("load-balancer", EDGE, 2, 8090));

  private Catalogue() {}

  /** All services, by tier and then by priority. */
  public static List<CatalogueService> services() {
    return SERVICES;
  }

  public static Optional<CatalogueService> find(String name) {
    return SERVICES.stream().filter(service -> service.name().equals(name)).findFirst();
  }
}
