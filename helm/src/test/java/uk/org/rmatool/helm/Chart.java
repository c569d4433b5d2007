package uk.org.rmatool.helm;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart as it stands in the checkout, rendered by Helm. */
final class Chart {
  static final Path FOLDER = Path.of("rma-platform");

  /** What Chart.yaml asks for; without a cluster Helm takes an older one. */
  private static final String OLDEST_KUBERNETES = "1.25.0";

  /** The least that an operator must say. */
  static final String REQUIRED =
      """
      database:
        host: postgres.example.org
        router: {password: router-pass-phrase}
        coordinator: {password: coordinator-pass-phrase}
      """;

  private Chart() {}

  static Manifests render(String... values) {
    return renderAs("rma", values);
  }

  /** Renders with the required values and, on top, each of the given YAML texts in order. */
  static Manifests renderAs(String release, String... values) {
    var all = new ArrayList<String>();
    all.add(REQUIRED);
    all.addAll(List.of(values));
    return new Manifests(parse(template(release, all)));
  }

  /** Renders with exactly the given values; the exception's message is what an operator reads. */
  static String template(String release, List<String> values) {
    var files = new ArrayList<Path>();
    try {
      var command =
          new Helm(FOLDER)
              .template()
              .withName(release)
              .withNamespace("volunteers")
              .withKubeVersion(OLDEST_KUBERNETES);
      for (var yaml : values) {
        var file = Files.createTempFile("values", ".yaml");
        files.add(file);
        command.withValuesFile(Files.writeString(file, yaml));
      }
      return command.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      files.forEach(file -> file.toFile().delete());
    }
  }

  /**
   * Lints a copy of the chart whose defaults name database host and passwords, as Helm's Java
   * binding cannot give values to lint.
   */
  static LintResult lint(Path scratch) throws IOException {
    var copy = scratch.resolve(FOLDER.getFileName());
    try (var files = Files.walk(FOLDER)) {
      for (var file : files.toList()) {
        Files.copy(file, copy.resolve(FOLDER.relativize(file)));
      }
    }
    var values = copy.resolve("values.yaml");
    var complete =
        Files.readString(values)
            .replace("  # host: ", "  host: ")
            .replace("password: \"\"", "password: pass-phrase");
    Files.writeString(values, complete);
    return new Helm(copy).lint().strict().call();
  }

  static List<JsonElement> parse(String yaml) {
    var documents = new ArrayList<JsonElement>();
    for (var document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
      if (document != null) {
        documents.add(new Gson().toJsonTree(document));
      }
    }
    return documents;
  }
}
