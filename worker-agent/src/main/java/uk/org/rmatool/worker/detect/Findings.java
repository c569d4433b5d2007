package uk.org.rmatool.worker.detect;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.platform.http.StrictJsonReader;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.Evidence;
import uk.org.rmatool.worker.recipes.Recipes;

/** Everything that a worker would find out about this machine. */
@Component
class Findings {
  private static final String CATALOGUE = "/catalogue.json";
  private static final int MAX_MODELS = 1_000;

  private final Detection detection;
  private final Evidence evidence;
  private final Commands commands;
  private final Recipes recipes;

  @Inject
  Findings(Detection detection, Evidence evidence, Commands commands, Recipes recipes) {
    this.detection = detection;
    this.evidence = evidence;
    this.commands = commands;
    this.recipes = recipes;
  }

  /**
   * Looks and measures; takes some seconds. Gives <code>worker_type</code>, <code>claimed</code>
   * (what a coordinator is told), <code>evidence</code> for it, <code>measured</code>, the paths of
   * <code>commands</code>, <code>models</code> with their sizes in bytes, and <code>services</code>
   * with <code>runnable</code> and the <code>reasons</code> why not.
   */
  JsonObject look() {
    var hardware = detection.hardware();
    var paths = Json.createObjectBuilder();
    hardware
        .commands()
        .forEach(name -> commands.find(name).ifPresent(path -> paths.add(name, path.toString())));
    return Json.createObjectBuilder()
        .add("worker_type", hardware.type().wireName())
        .add("claimed", hardware.toJson())
        .add("evidence", evidence.toJson())
        .add("measured", detection.measure().toJson())
        .add("commands", paths)
        .add("models_folder", recipes.models().toString())
        .add("models", models(recipes.models()))
        .add("services", services())
        .build();
  }

  private static JsonArray models(Path folder) {
    var models = Json.createArrayBuilder();
    if (Files.isDirectory(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.filter(Files::isRegularFile).sorted().limit(MAX_MODELS).toList()) {
          models.add(
              Json.createObjectBuilder()
                  .add("name", folder.relativize(file).toString())
                  .add("bytes", Files.size(file)));
        }
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "The folder with models '%s' cannot be read: %s.".formatted(folder, e), e);
      }
    }
    return models.build();
  }

  /** Those of the catalogue that comes with the platform, and those of further recipes. */
  private JsonArray services() {
    var tiers = new LinkedHashMap<>(catalogue());
    recipes.unmet().keySet().forEach(service -> tiers.putIfAbsent(service, ""));
    var services = Json.createArrayBuilder();
    tiers.forEach(
        (service, tier) -> {
          var reasons = reasons(service);
          services.add(
              Json.createObjectBuilder()
                  .add("service", service)
                  .add("tier", tier)
                  .add("runnable", reasons.isEmpty())
                  .add("reasons", Json.createArrayBuilder(reasons)));
        });
    return services.build();
  }

  private List<String> reasons(String service) {
    var refused = recipes.refused().get(service);
    if (refused != null) {
      return List.of(refused);
    }
    return recipes.find(service).isEmpty()
        ? List.of("this worker has no recipe for it")
        : recipes.unmet(service);
  }

  private static Map<String, String> catalogue() {
    try (InputStream in = Findings.class.getResourceAsStream(CATALOGUE)) {
      if (in == null) {
        throw new IllegalStateException("the catalogue is not in the worker's archive");
      }
      var tiers = new LinkedHashMap<String, String>();
      for (var service :
          StrictJsonReader.parse(in.readAllBytes())
              .getJsonArray("services")
              .getValuesAs(JsonObject.class)) {
        tiers.put(service.getString("name"), service.getString("requires"));
      }
      return tiers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
