package uk.org.rmatool.coordinator.catalogue;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.StrictJsonReader;

/** Reads a catalogue strictly: what it does not know it refuses, so that a typing error is seen. */
final class CatalogueReader {
  /** As many as a worker of ours can be given. */
  private static final int MAX_SERVICES = 200;

  private static final int MAX_NAME = 100;
  private static final int MAX_PRIORITY = 1_000;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_REPLICAS = 100_000;
  private static final int USUAL_REPLICAS = 2;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
  private static final Set<String> MEMBERS =
      Set.of("name", "requires", "priority", "port", "replicas");

  private CatalogueReader() {}

  /**
   * The services by tier, then by priority, then as listed.
   *
   * @param origin where the content is from, named in errors
   * @throws IllegalArgumentException with one sentence that says what is wrong and where
   */
  static List<CatalogueService> read(String origin, byte[] content) {
    var list =
        inPlace(
            origin,
            () -> {
              var json = StrictJsonReader.parse(content);
              return fields(json, Set.of("services"), f -> f.objects("services", MAX_SERVICES));
            });
    var services = new ArrayList<CatalogueService>();
    var names = new HashSet<String>();
    for (var json : list) {
      var place = "%s, services[%d]".formatted(origin, services.size());
      var service = inPlace(place, () -> fields(json, MEMBERS, CatalogueReader::service));
      if (!names.add(service.name())) {
        throw new IllegalArgumentException(
            "%s: '%s' is listed twice.".formatted(place, service.name()));
      }
      services.add(service);
    }
    if (services.isEmpty()) {
      throw new IllegalArgumentException(origin + ": 'services' must list at least one service.");
    }
    services.sort(
        Comparator.comparingInt(CatalogueService::tier)
            .thenComparingInt(CatalogueService::priority));
    return List.copyOf(services);
  }

  private static CatalogueService service(JsonFields fields) {
    var name = fields.requiredText("name", MAX_NAME);
    if (!NAME.matcher(name).matches()) {
      fields.refuse("name", "must be lower-case letters, digits, dots and dashes.");
    }
    return new CatalogueService(
        name,
        type(fields),
        required(fields, "priority", MAX_PRIORITY),
        required(fields, "port", MAX_PORT),
        fields.integer("replicas", 1, MAX_REPLICAS).orElse(USUAL_REPLICAS));
  }

  private static WorkerType type(JsonFields fields) {
    var name = fields.requiredText("requires", MAX_NAME);
    return Stream.of(WorkerType.values())
        .filter(type -> type.wireName().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseGet(
            () -> {
              fields.refuse("requires", "must be gpu, cpu, storage or edge.");
              return WorkerType.CPU; // never used: the service is refused
            });
  }

  private static int required(JsonFields fields, String name, int max) {
    var number = fields.integer(name, 1, max);
    if (number.isEmpty()) {
      fields.refuse(name, "must be a whole number from 1 to %d.".formatted(max));
    }
    return number.orElse(1);
  }

  private static <T> T fields(JsonObject json, Set<String> known, Function<JsonFields, T> read) {
    var fields = new JsonFields(json);
    json.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> fields.refuse(name, "is no member of a catalogue here."));
    var value = read.apply(fields);
    fields.check();
    return value;
  }

  private static <T> T inPlace(String place, Supplier<T> read) {
    try {
      return read.get();
    } catch (PlatformException e) {
      throw new IllegalArgumentException(
          place + ": " + e.problem().detail().replaceFirst("^The body ", "the file "), e);
    }
  }
}
