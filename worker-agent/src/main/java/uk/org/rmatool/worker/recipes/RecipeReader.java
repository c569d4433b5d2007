package uk.org.rmatool.worker.recipes;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.StrictJsonReader;
import uk.org.rmatool.worker.hardware.WorkerType;

/** Reads a recipe strictly: what it does not know it refuses, so that a typing error is seen. */
final class RecipeReader {
  private static final int MAX_TEXT = 4_000;
  private static final int MAX_ITEMS = 200;
  private static final int MAX_MB = 100_000_000;
  private static final int MAX_SECONDS = 3_600;
  private static final int MAX_CPUS = 1_024;
  private static final int MAX_PORT = 65_535;
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,20}");
  private static final Predicate<String> INSIDE =
      Pattern.compile("(?!\\.)[\\w.-]+(/(?!\\.)[\\w.-]+)*").asMatchPredicate();

  private static final Set<String> RECIPE =
      Set.of(
          "service",
          "description",
          "needs",
          "image",
          "command",
          "environment",
          "health",
          "network",
          "limits",
          "stop",
          "job_types",
          "backup");
  private static final Set<String> NEEDS =
      Set.of(
          "worker_type",
          "memory_mb",
          "disk_mb",
          "gpu",
          "gpu_memory_mb",
          "commands",
          "files",
          "remedy",
          "model");
  private static final Set<String> IMAGE = Set.of("name", "port", "data");
  private static final Set<String> HEALTH =
      Set.of("path", "send", "send_hex", "expect", "starting", "start_timeout_s", "interval_s");
  private static final Set<String> NETWORK = Set.of("scheme", "port", "own_address", "password");
  private static final Set<String> LIMITS = Set.of("memory_mb", "cpus");
  private static final Set<String> STOP = Set.of("grace_s");
  private static final Set<String> BACKUP = Set.of("command", "paths");

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
    var image = fields.object("image").map(it -> section(it, IMAGE, RecipeReader::image));
    var command = fields.texts("command", MAX_ITEMS, MAX_TEXT);
    if (command.isEmpty() && image.isEmpty()) {
      fields.refuse("command", "is required: a program and its arguments.");
    }
    var environment = fields.textMap("environment", MAX_ITEMS, MAX_TEXT);
    var needs = section(nested(fields, "needs"), NEEDS, RecipeReader::needs);
    var backup = fields.object("backup").map(it -> section(it, BACKUP, RecipeReader::backup));
    if (image.isPresent() && backup.filter(it -> !it.command().isEmpty()).isPresent()) {
      fields.refuse("backup", "has no command where an image runs: its data folder is copied.");
    }
    var filledIn = new ArrayList<>(command);
    filledIn.addAll(environment.values());
    filledIn.addAll(needs.files());
    needs.model().ifPresent(filledIn::add);
    checkPlaceholders(fields, filledIn, Placeholders::isKnown);
    checkPlaceholders(
        fields,
        backup.map(Recipe.Backup::command).orElse(List.of()),
        name -> Placeholders.isKnown(name) || name.equals(Placeholders.BACKUP_DIR));
    return new Recipe(
        service,
        needs,
        image,
        command,
        environment,
        section(nested(fields, "health"), HEALTH, RecipeReader::health),
        section(nested(fields, "network"), NETWORK, RecipeReader::network),
        section(nested(fields, "limits"), LIMITS, RecipeReader::limits),
        section(nested(fields, "stop"), STOP, (stop, all) -> seconds(all, "grace_s", 5)),
        Set.copyOf(fields.texts("job_types", MAX_ITEMS, MAX_TEXT)),
        backup);
  }

  private static Needs needs(JsonObject json, JsonFields fields) {
    return new Needs(
        workerType(fields),
        fields.integer("memory_mb", 0, MAX_MB).orElse(0),
        fields.integer("disk_mb", 0, MAX_MB).orElse(0),
        fields.flag("gpu").orElse(false),
        fields.integer("gpu_memory_mb", 0, MAX_MB).orElse(0),
        fields.texts("commands", MAX_ITEMS, MAX_TEXT),
        fields.texts("files", MAX_ITEMS, MAX_TEXT),
        fields.text("remedy", MAX_TEXT),
        fields.text("model", MAX_TEXT));
  }

  private static Optional<WorkerType> workerType(JsonFields fields) {
    var text = fields.text("worker_type", MAX_TEXT);
    var type =
        Arrays.stream(WorkerType.values())
            .filter(it -> text.filter(it.wireName()::equals).isPresent())
            .findFirst();
    if (text.isPresent() && type.isEmpty()) {
      fields.refuse("worker_type", "must be gpu, cpu, storage or edge.");
    }
    return type;
  }

  private static Recipe.Image image(JsonObject json, JsonFields fields) {
    var port = fields.integer("port", 1, MAX_PORT);
    if (port.isEmpty()) {
      fields.refuse("port", "is required: the port that the image listens at.");
    }
    return new Recipe.Image(
        fields.requiredText("name", MAX_TEXT), port.orElse(0), fields.text("data", MAX_TEXT));
  }

  private static Recipe.Health health(JsonObject json, JsonFields fields) {
    var path = fields.text("path", MAX_TEXT);
    path.filter(p -> !p.startsWith("/"))
        .ifPresent(p -> fields.refuse("path", "must begin with a slash."));
    return new Recipe.Health(
        path,
        dialogue(json, fields),
        fields.text("starting", 100).orElse(""),
        seconds(fields, "start_timeout_s", 60),
        seconds(fields, "interval_s", 10));
  }

  private static Optional<Recipe.Dialogue> dialogue(JsonObject json, JsonFields fields) {
    var text = fields.text("send", MAX_TEXT).map(it -> it.getBytes(StandardCharsets.UTF_8));
    var bytes = fields.text("send_hex", MAX_TEXT).map(it -> bytes(it, fields));
    var expect =
        json.get("expect") instanceof JsonArray
            ? fields.texts("expect", MAX_ITEMS, MAX_TEXT)
            : fields.text("expect", MAX_TEXT).stream().toList();
    if (text.isPresent() && bytes.isPresent()) {
      fields.refuse("send_hex", "and send are two ways to say one thing.");
    }
    var send = text.or(() -> bytes);
    if (send.isPresent() == expect.isEmpty()) {
      fields.refuse("send", "and expect go together.");
    }
    return send.map(it -> new Recipe.Dialogue(new String(it, StandardCharsets.ISO_8859_1), expect));
  }

  private static byte[] bytes(String hex, JsonFields fields) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      fields.refuse("send_hex", "must be two hexadecimal digits for each byte.");
      return new byte[0];
    }
  }

  private static Recipe.Network network(JsonObject json, JsonFields fields) {
    var scheme = fields.text("scheme", MAX_TEXT).orElse("http");
    if (!SCHEME.matcher(scheme).matches()) {
      fields.refuse("scheme", "must be the scheme of an address, such as redis.");
    }
    var network =
        new Recipe.Network(
            scheme,
            fields.integer("port", 1, MAX_PORT),
            fields.flag("own_address").orElse(false),
            fields.text("password", MAX_TEXT));
    if (network.password().isPresent() && !network.isPassedOn()) {
      fields.refuse("password", "is for what is called through the platform.");
    }
    network
        .password()
        .filter(name -> !SERVICE.matcher(name).matches())
        .ifPresent(
            name ->
                fields.refuse(
                    "password", "must be a name of lower-case letters, digits, dots and dashes."));
    return network;
  }

  private static Recipe.Limits limits(JsonObject json, JsonFields fields) {
    return new Recipe.Limits(
        fields.integer("memory_mb", 0, MAX_MB).orElse(0),
        fields.integer("cpus", 0, MAX_CPUS).orElse(0));
  }

  private static Recipe.Backup backup(JsonObject json, JsonFields fields) {
    var paths = fields.texts("paths", MAX_ITEMS, MAX_TEXT);
    if (!paths.stream().allMatch(INSIDE)) {
      fields.refuse("paths", "must be below the data folder, such as state/keys.");
    }
    var command = fields.texts("command", MAX_ITEMS, MAX_TEXT);
    if (!command.isEmpty() && !paths.isEmpty()) {
      fields.refuse("paths", "are for copying, which a command takes the place of.");
    }
    return new Recipe.Backup(command, paths);
  }

  private static Duration seconds(JsonFields fields, String name, int usual) {
    return Duration.ofSeconds(fields.integer(name, 1, MAX_SECONDS).orElse(usual));
  }

  private static JsonObject nested(JsonFields fields, String name) {
    return fields.object(name).orElse(JsonValue.EMPTY_JSON_OBJECT);
  }

  private static void checkPlaceholders(
      JsonFields fields, List<String> texts, Predicate<String> known) {
    texts.stream()
        .flatMap(text -> Placeholders.in(text).stream())
        .filter(name -> !known.test(name))
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
