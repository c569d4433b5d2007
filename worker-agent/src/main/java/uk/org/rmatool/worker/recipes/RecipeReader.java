package uk.org.rmatool.worker.recipes;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.StrictJsonReader;

/** Reads a recipe strictly: what it does not know it refuses, so that a typing error is seen. */
final class RecipeReader {
  private static final int MAX_TEXT = 4_000;
  private static final int MAX_ITEMS = 200;
  private static final int MAX_MB = 100_000_000;
  private static final int MAX_SECONDS = 3_600;
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

  private static final Set<String> RECIPE =
      Set.of(
          "service",
          "description",
          "needs",
          "command",
          "environment",
          "health",
          "stop",
          "job_types");
  private static final Set<String> NEEDS =
      Set.of("memory_mb", "disk_mb", "gpu", "gpu_memory_mb", "commands", "files");
  private static final Set<String> HEALTH = Set.of("path", "start_timeout_s", "interval_s");
  private static final Set<String> STOP = Set.of("grace_s");

  private RecipeReader() {}

  /**
   * Reads one file.
   *
   * @param origin the file, named in errors
   * @throws IllegalArgumentException with what is wrong
   */
  static Recipe read(String origin, byte[] content) {
    try {
      return section(StrictJsonReader.parse(content), RECIPE, RecipeReader::recipe);
    } catch (PlatformException e) {
      throw new IllegalArgumentException(
          "The recipe %s is not usable: %s".formatted(origin, e.problem().detail()), e);
    }
  }

  private static Recipe recipe(JsonObject json, JsonFields fields) {
    var service = fields.requiredText("service", MAX_TEXT);
    if (!service.isEmpty() && !SERVICE.matcher(service).matches()) {
      fields.refuse("service", "must be lower-case letters, digits, dots and dashes.");
    }
    var command = fields.texts("command", MAX_ITEMS, MAX_TEXT);
    if (command.isEmpty()) {
      fields.refuse("command", "is required: a program and its arguments.");
    }
    var environment = fields.textMap("environment", MAX_ITEMS, MAX_TEXT);
    var needs = section(nested(fields, "needs"), NEEDS, RecipeReader::needs);
    var filledIn = new ArrayList<>(command);
    filledIn.addAll(environment.values());
    filledIn.addAll(needs.files());
    checkPlaceholders(fields, filledIn);
    return new Recipe(
        service,
        needs,
        command,
        environment,
        section(nested(fields, "health"), HEALTH, RecipeReader::health),
        section(nested(fields, "stop"), STOP, (stop, all) -> seconds(all, "grace_s", 5)),
        Set.copyOf(fields.texts("job_types", MAX_ITEMS, MAX_TEXT)));
  }

  private static Needs needs(JsonObject json, JsonFields fields) {
    var gpu = json.getOrDefault("gpu", JsonValue.FALSE);
    if (!gpu.equals(JsonValue.TRUE) && !gpu.equals(JsonValue.FALSE)) {
      fields.refuse("gpu", "must be true or false.");
    }
    return new Needs(
        fields.integer("memory_mb", 0, MAX_MB).orElse(0),
        fields.integer("disk_mb", 0, MAX_MB).orElse(0),
        gpu.equals(JsonValue.TRUE),
        fields.integer("gpu_memory_mb", 0, MAX_MB).orElse(0),
        fields.texts("commands", MAX_ITEMS, MAX_TEXT),
        fields.texts("files", MAX_ITEMS, MAX_TEXT));
  }

  private static Recipe.Health health(JsonObject json, JsonFields fields) {
    var path = fields.text("path", MAX_TEXT);
    path.filter(p -> !p.startsWith("/"))
        .ifPresent(p -> fields.refuse("path", "must begin with a slash."));
    return new Recipe.Health(
        path, seconds(fields, "start_timeout_s", 60), seconds(fields, "interval_s", 10));
  }

  private static Duration seconds(JsonFields fields, String name, int usual) {
    return Duration.ofSeconds(fields.integer(name, 1, MAX_SECONDS).orElse(usual));
  }

  private static JsonObject nested(JsonFields fields, String name) {
    return fields.object(name).orElse(JsonValue.EMPTY_JSON_OBJECT);
  }

  private static void checkPlaceholders(JsonFields fields, List<String> texts) {
    texts.stream()
        .flatMap(text -> Placeholders.unknownIn(text).stream())
        .distinct()
        .forEach(name -> fields.refuse("command", "uses ${%s}, which is unknown.".formatted(name)));
  }

  private static <T> T section(
      JsonObject json, Set<String> names, BiFunction<JsonObject, JsonFields, T> read) {
    var fields = new JsonFields(json);
    json.keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> fields.refuse(name, "is no member of a recipe here."));
    var value = read.apply(json, fields);
    fields.check();
    return value;
  }
}
