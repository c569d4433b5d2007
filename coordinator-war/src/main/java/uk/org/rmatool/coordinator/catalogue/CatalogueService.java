package uk.org.rmatool.coordinator.catalogue;

/**
 * A service that the platform wants to provide.
 *
 * @param name its name
 * @param requires the type of worker that it needs
 * @param priority 1 is the most important
 * @param port where deployed workers serve it
 * @param replicas how many live workers should have it
 */
public record CatalogueService(
    String name, WorkerType requires, int priority, int port, int replicas) {
  public int tier() {
    return requires.tier();
  }
}
