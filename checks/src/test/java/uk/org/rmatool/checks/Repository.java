package uk.org.rmatool.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that is being checked. */
final class Repository {
  static final Path ROOT =
      Path.of(System.getProperty("rma.root", "..")).toAbsolutePath().normalize();

  /** Modules that hold main code; without ner-corenlp, which not every build has. */
  static final List<String> MODULES =
      List.of(
          "api",
          "platform",
          "jkademlia",
          "dataplane",
          "front",
          "dht-node",
          "router-war",
          "coordinator-war",
          "worker-agent",
          "edge-war",
          "services/common",
          "services/documents",
          "services/entities",
          "services/ner",
          "services/rag",
          "services/notes",
          "services/ocr",
          "cli",
          "bench");

  private Repository() {}

  /** Java sources of every module, tests included, build output not. */
  static List<Path> javaFiles() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !ROOT.relativize(file).toString().matches("(.*/)?(target|\\.[^/]+)/.*"))
          .sorted()
          .toList();
    }
  }

  static List<Path> mainFiles() throws IOException {
    return javaFiles().stream()
        .filter(file -> file.toString().contains("/src/main/java/"))
        .toList();
  }
}
