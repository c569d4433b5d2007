package uk.org.rmatool.worker.recipes;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.recipes.Recipe.Limits;
import uk.org.rmatool.worker.state.Secrets;
import uk.org.rmatool.worker.state.StateFolder;

/** Fills in recipes. */
@Component
public class Filling {
  /** Of a GPU's memory a service is told to take at most this share. */
  private static final double LARGEST_GPU_SHARE = 0.9;

  private final RecipesConfig config;
  private final EdgeConfig edge;
  private final Engines engines;
  private final Detection detection;
  private final Secrets secrets;
  private final StateFolder state;

  @Inject
  public Filling(
      RecipesConfig config,
      EdgeConfig edge,
      Engines engines,
      Detection detection,
      Secrets secrets,
      StateFolder state) {
    this.config = config;
    this.edge = edge;
    this.engines = engines;
    this.detection = detection;
    this.secrets = secrets;
    this.state = state;
  }

  /** The folder that holds a service's data; made when the service is started first. */
  Path data(String service) {
    return config.data().orElseGet(() -> state.path().resolve("data")).resolve(service);
  }

  /** What a text says that needs no port. */
  String lasting(String text) {
    return Placeholders.fill(text, this::lastingValue);
  }

  /** The recipe filled in for one start. */
  Launch launch(Recipe recipe, int port) throws IOException {
    return fill(recipe, recipe.command(), Map.of(Placeholders.PORT, Integer.toString(port)));
  }

  /** What saves a service's data while it runs, to a folder that is there. */
  Launch backup(Recipe recipe, Recipe.Backup backup, int port, Path target) throws IOException {
    var values =
        Map.of(
            Placeholders.PORT,
            Integer.toString(port),
            Placeholders.BACKUP_DIR,
            target.toAbsolutePath().toString());
    return fill(recipe, backup.command(), values);
  }

  private Launch fill(Recipe recipe, List<String> words, Map<String, String> more)
      throws IOException {
    var values = new HashMap<>(more);
    values.put(Placeholders.STATE_DIR, state.subfolder("services/" + recipe.service()).toString());
    values.put(Placeholders.DATA_DIR, Files.createDirectories(data(recipe.service())).toString());
    var environment = new HashMap<String, String>();
    recipe.environment().forEach((name, value) -> environment.put(name, value(value, values)));
    var command = words.stream().map(word -> value(word, values)).toList();
    if (recipe.image().isEmpty()) {
      return new Launch(command, environment, limits(recipe), given(), Optional.empty());
    }
    return inContainer(recipe, recipe.image().get(), command, environment, values);
  }

  private Launch inContainer(
      Recipe recipe,
      Recipe.Image image,
      List<String> arguments,
      Map<String, String> environment,
      Map<String, String> values)
      throws IOException {
    var found = engines.find();
    var engine =
        found.engine().orElseThrow(() -> new IllegalStateException(found.problem())).toString();
    var command = new ArrayList<>(List.of(engine, "run", "--rm", "--name", name(recipe)));
    command.addAll(user(engine));
    var bind = recipe.network().isPassedOn() ? "127.0.0.1" : config.bind();
    command.addAll(
        List.of("--publish", bind + ":" + values.get(Placeholders.PORT) + ":" + image.port()));
    image
        .data()
        .ifPresent(
            folder ->
                command.addAll(
                    List.of("--volume", values.get(Placeholders.DATA_DIR) + ":" + folder)));
    // Named, not shown: a command line can be read by everybody on the machine.
    environment.keySet().stream().sorted().forEach(it -> command.addAll(List.of("--env", it)));
    var limits = limits(recipe);
    if (limits.memoryMb() > 0) {
      command.addAll(List.of("--memory", limits.memoryMb() + "m"));
    }
    if (limits.cpus() > 0) {
      command.addAll(List.of("--cpus", Integer.toString(limits.cpus())));
    }
    if (recipe.needs().gpu()) {
      command.addAll(List.of("--gpus", "all"));
    }
    command.add(image.name());
    command.addAll(arguments);
    return new Launch(
        command,
        environment,
        limits,
        given(),
        Optional.of(new Launch.Container(engine, name(recipe))));
  }

  private Limits limits(Recipe recipe) {
    return recipe.limits().within(given());
  }

  /** What the machine's owner gives to all services together. */
  private Limits given() {
    return new Limits(detection.limits().memoryMb(), detection.limits().cpus());
  }

  /** Removes what an earlier run of this worker left behind, whatever it is given now. */
  void clearContainers() {
    engines.removeAll("rma-%s-".formatted(state.tag()));
  }

  /** Always the same for this state folder and service, so that what was left can be found. */
  private String name(Recipe recipe) {
    return "rma-%s-%s".formatted(state.tag(), recipe.service());
  }

  /**
   * The user who runs this worker, so that what a container writes is the worker's own to save and
   * to count; root may read all, and images then choose for themselves.
   */
  private List<String> user(String engine) throws IOException {
    var folder = state.path();
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return List.of();
    }
    var uid = Files.getAttribute(folder, "unix:uid");
    if (Integer.valueOf(0).equals(uid)) {
      return List.of();
    }
    var user = List.of("--user", uid + ":" + Files.getAttribute(folder, "unix:gid"));
    return Path.of(engine).endsWith("podman")
        ? Stream.concat(Stream.of("--userns", "keep-id"), user.stream()).toList()
        : user;
  }

  private String value(String text, Map<String, String> values) {
    return Placeholders.fill(
        text,
        name -> {
          var value = values.get(name);
          return value == null ? lastingValue(name) : value;
        });
  }

  private String lastingValue(String name) {
    try {
      if (name.startsWith(Placeholders.SECRET)) {
        return secrets.value(name.substring(Placeholders.SECRET.length()));
      }
      if (name.startsWith(Placeholders.SECRET_FILE)) {
        return secrets.file(name.substring(Placeholders.SECRET_FILE.length())).toString();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a password cannot be kept", e);
    }
    return switch (name) {
      case Placeholders.JAVA -> Path.of(System.getProperty("java.home"), "bin", "java").toString();
      case Placeholders.BIND -> config.bind();
      case Placeholders.PLATFORM -> config.platform();
      case Placeholders.SERVICES_HOME -> config.servicesHome().map(Path::toString).orElse("");
      case Placeholders.MODELS_DIR ->
          config.models().orElseGet(() -> state.path().resolve("models")).toString();
      case Placeholders.LLM_MODEL -> config.llmModel().orElse("");
      case Placeholders.CPUS -> Integer.toString(detection.hardware().cpuCores());
      case Placeholders.GPU_SHARE ->
          String.format(
              Locale.ROOT, "%.2f", Math.min(LARGEST_GPU_SHARE, detection.hardware().gpuShare()));
      case Placeholders.ROUTER -> edge.router();
      case Placeholders.PUBLIC_HOST -> edge.host().orElseGet(() -> detection.hardware().hostname());
      case Placeholders.EDGE_LOCATION -> edge.location();
      case Placeholders.EDGE_PUBLIC_URL -> edge.coordinatorUrl().orElse("");
      case Placeholders.EDGE_DATABASE_URL -> edge.database().orElse("");
      default -> "${" + name + "}";
    };
  }
}
