package uk.org.rmatool.worker.recipes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The files that recipes are in: those packaged with the worker, and the operator's. */
final class RecipeFiles {
  private static final String PACKAGED = "/recipes/";
  private static final int MAX_RECIPES = 500;
  private static final Pattern SERVICE = Pattern.compile("\"service\"\\s*:\\s*\"([a-z0-9._-]+)\"");

  private final Map<String, List<Recipe>> recipes = new TreeMap<>();
  private final Map<String, String> refused = new TreeMap<>();
  private final Set<String> owners = new TreeSet<>();

  private RecipeFiles() {}

  /**
   * Reads all of them; the operator's recipes of a service replace the packaged ones, one of them
   * that is not usable as well: what was meant is not known then.
   *
   * @throws IllegalArgumentException when the folder cannot be read
   */
  static RecipeFiles read(Optional<Path> extra) {
    var files = new RecipeFiles();
    files.add(packaged());
    files.owners.addAll(files.add(extra.map(RecipeFiles::in).orElse(Map.of())));
    return files;
  }

  List<String> services() {
    return List.copyOf(recipes.keySet());
  }

  /** The recipes of a service, the preferred first. */
  List<Recipe> of(String service) {
    return recipes.getOrDefault(service, List.of());
  }

  /** Whether a service's recipes are the operator's. */
  boolean isOwners(String service) {
    return owners.contains(service);
  }

  Map<String, String> refused() {
    return Map.copyOf(refused);
  }

  /** Gives the services that these are for. */
  private Set<String> add(Map<String, byte[]> contents) {
    var more = new LinkedHashMap<String, List<Recipe>>();
    var bad = new TreeSet<String>();
    contents.forEach(
        (file, content) -> {
          try {
            var recipe = RecipeReader.read(file, content);
            more.computeIfAbsent(recipe.service(), s -> new ArrayList<>()).add(recipe);
          } catch (IllegalArgumentException e) {
            var service = meant(file, content);
            bad.add(service);
            refused.put(service, String.valueOf(e.getMessage()));
          }
        });
    recipes.putAll(more);
    recipes.keySet().removeIf(service -> bad.contains(service) && !more.containsKey(service));
    return more.keySet();
  }

  /** The service that a damaged file seems to be about, else the file's name. */
  private static String meant(String file, byte[] content) {
    var found = SERVICE.matcher(new String(content, StandardCharsets.UTF_8));
    return found.find()
        ? found.group(1)
        : Path.of(file).getFileName().toString().replaceAll("\\.json$", "");
  }

  private static Map<String, byte[]> packaged() {
    var contents = new LinkedHashMap<String, byte[]>();
    new String(resource("index.txt"), StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(name -> contents.put(name, resource(name)));
    return contents;
  }

  private static byte[] resource(String name) {
    try (InputStream in = RecipeFiles.class.getResourceAsStream(PACKAGED + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the worker's archive");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> in(Path folder) {
    try (var files = Files.list(folder)) {
      var contents = new LinkedHashMap<String, byte[]>();
      for (var file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        if (contents.size() == MAX_RECIPES) {
          throw new IllegalArgumentException(
              "RECIPES_DIR '%s' holds more than %d recipes.".formatted(folder, MAX_RECIPES));
        }
        contents.put(file.toString(), Files.readAllBytes(file));
      }
      return contents;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "RECIPES_DIR '%s' cannot be read: %s.".formatted(folder, e), e);
    }
  }
}
