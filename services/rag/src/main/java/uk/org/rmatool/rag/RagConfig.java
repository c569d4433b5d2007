package uk.org.rmatool.rag;

import static uk.org.rmatool.service.ServiceOptions.inRange;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.rag.collections.CollectionLimits;
import uk.org.rmatool.service.SecondsConverter;
import uk.org.rmatool.service.SizeConverter;
import uk.org.rmatool.service.platform.PlatformOption;

/** The options of the service. */
public final class RagConfig {
  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      defaultValue = "rag-data",
      description = "Where collections are kept; default ${DEFAULT-VALUE}.")
  Path dataDir = Path.of("");

  @Mixin PlatformOption platform = new PlatformOption();

  @Option(
      names = "--platform-timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      defaultValue = "120",
      description = "How long another service may take; default ${DEFAULT-VALUE}.")
  Duration platformTimeout = Duration.ZERO;

  @Option(
      names = "--max-file-size",
      paramLabel = "BYTES",
      converter = SizeConverter.class,
      defaultValue = "50MB",
      description = "Largest file taken, as bytes or with KB, MB or GB; default ${DEFAULT-VALUE}.")
  long maxFileSize;

  @Option(
      names = "--max-text",
      paramLabel = "CHARACTERS",
      defaultValue = "2000000",
      description = "Longest text of a document; default ${DEFAULT-VALUE}.")
  int maxText;

  @Option(
      names = "--max-collections",
      paramLabel = "COUNT",
      defaultValue = "100",
      description = "How many collections there may be; default ${DEFAULT-VALUE}.")
  int maxCollections;

  @Option(
      names = "--max-passages",
      paramLabel = "COUNT",
      defaultValue = "200000",
      description = "How many passages a collection may have; default ${DEFAULT-VALUE}.")
  int maxPassages;

  @Option(
      names = "--max-active",
      paramLabel = "COUNT",
      defaultValue = "32",
      description =
          "How many requests may be in progress; further ones get 503; default ${DEFAULT-VALUE}.")
  int maxActive;

  RagConfig() {}

  /** Throws {@link IllegalArgumentException} with a sentence on the first option out of range. */
  void check() {
    inRange("--platform-timeout", platformTimeout.toSeconds(), 1, 3_600);
    inRange("--max-file-size", maxFileSize, 1, 1L << 40);
    inRange("--max-text", maxText, 1, 10_000_000);
    inRange("--max-collections", maxCollections, 1, 1_000);
    inRange("--max-passages", maxPassages, 1, 10_000_000);
    inRange("--max-active", maxActive, 1, 1_000);
    platform.check();
  }

  CollectionLimits limits() {
    return new CollectionLimits(maxCollections, maxPassages, maxText);
  }
}
