package uk.org.rmatool.coordinator.catalogue;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The services that the platform wants to provide: those of a file, which is read again when it
 * changes, or the fourteen of the HTTP contract. Safe for any number of threads.
 */
@Component
public class Catalogue {
  private static final Logger LOG = System.getLogger(Catalogue.class.getName());
  private static final String SHIPPED = "catalogue.json";

  private final Optional<CatalogueFile> file;
  private volatile Services services;
  private volatile Optional<String> problem = Optional.empty();

  private record Services(List<CatalogueService> list, Map<String, CatalogueService> byName) {
    static Services of(List<CatalogueService> list) {
      return new Services(
          List.copyOf(list),
          list.stream().collect(Collectors.toMap(CatalogueService::name, Function.identity())));
    }
  }

  /**
   * Reads the catalogue.
   *
   * @throws IllegalArgumentException with one sentence that says what is wrong with it and where
   */
  @Inject
  public Catalogue(CatalogueConfig config) {
    this.file = config.file().map(CatalogueFile::new);
    this.services = Services.of(file.map(CatalogueFile::read).orElseGet(Catalogue::shipped));
  }

  private Catalogue(List<CatalogueService> services) {
    this.file = Optional.empty();
    this.services = Services.of(services);
  }

  /** A catalogue of these services, which never changes. */
  public static Catalogue of(List<CatalogueService> services) {
    return new Catalogue(services);
  }

  /** Reads the file again if it has changed; a version that is refused changes nothing. */
  public synchronized void reload() {
    if (file.isEmpty() || !file.get().hasChanged()) {
      return;
    }
    try {
      services = Services.of(file.get().read());
      problem = Optional.empty();
      LOG.log(
          Level.INFO,
          () -> "The catalogue was read again. services=%d".formatted(services().size()));
    } catch (IllegalArgumentException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
      LOG.log(
          Level.WARNING,
          () ->
              "The changed catalogue is refused; the one before counts. reason=" + e.getMessage());
    }
  }

  /** All services, by tier and then by priority. */
  public List<CatalogueService> services() {
    return services.list();
  }

  public Optional<CatalogueService> find(String name) {
    return Optional.ofNullable(services.byName().get(name));
  }

  /** Where it is from. */
  public String origin() {
    return file.map(CatalogueFile::path).orElse("shipped");
  }

  /** Why the file's present version is refused, in one sentence; empty unless it is. */
  public Optional<String> problem() {
    return problem;
  }

  private static List<CatalogueService> shipped() {
    try (var resource = Catalogue.class.getResourceAsStream(SHIPPED)) {
      if (resource == null) {
        throw new IllegalStateException("The shipped catalogue is missing.");
      }
      return CatalogueReader.read(SHIPPED, resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
