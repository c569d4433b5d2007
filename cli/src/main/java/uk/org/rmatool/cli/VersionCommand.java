package uk.org.rmatool.cli;

import jakarta.json.Json;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** {@code rma version}. */
@Command(name = "version", description = "Show the versions of rma and of what it runs on.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  @Option(names = "--json", description = "print it as JSON")
  boolean json;

  @Override
  public Integer call() throws IOException {
    var versions = versions();
    if (json) {
      var object = Json.createObjectBuilder();
      versions.stringPropertyNames().stream()
          .sorted()
          .forEach(name -> object.add(name, versions.getProperty(name)));
      System.out.println(object.build());
    } else {
      System.out.println(getVersion()[0]);
    }
    return 0;
  }

  @Override
  public String[] getVersion() throws IOException {
    var versions = versions();
    return new String[] {
      "rma %s (Java %s, Open Liberty %s, PostgreSQL %s)"
          .formatted(
              versions.getProperty("version"),
              versions.getProperty("java"),
              versions.getProperty("liberty"),
              versions.getProperty("postgresql"))
    };
  }

  private static Properties versions() throws IOException {
    var versions = new Properties();
    try (var stream = VersionCommand.class.getResourceAsStream("version.properties")) {
      if (stream != null) {
        versions.load(stream);
      }
    }
    versions.setProperty("java", Runtime.version().toString());
    return versions;
  }
}
