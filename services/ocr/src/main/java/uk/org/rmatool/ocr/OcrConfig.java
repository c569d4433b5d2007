package uk.org.rmatool.ocr;

import static uk.org.rmatool.service.ServiceOptions.inRange;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.ocr.extract.ExtractConfig;
import uk.org.rmatool.service.SecondsConverter;
import uk.org.rmatool.service.SizeConverter;
import uk.org.rmatool.service.platform.PlatformOption;

/** The options of the service. */
public final class OcrConfig {
  @Option(
      names = "--tesseract",
      paramLabel = "PROGRAM",
      defaultValue = "tesseract",
      description = "The tesseract program; default ${DEFAULT-VALUE}.")
  String tesseract = "tesseract";

  @Option(
      names = "--language",
      paramLabel = "LANGUAGES",
      defaultValue = "eng",
      description =
          "What is looked for unless a request says, as eng+deu; default ${DEFAULT-VALUE}.")
  String language = "eng";

  @Option(
      names = "--max-image-size",
      paramLabel = "BYTES",
      converter = SizeConverter.class,
      defaultValue = "20MB",
      description = "Largest image taken, as bytes or with KB, MB or GB; default ${DEFAULT-VALUE}.")
  long maxImageSize;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      defaultValue = "60",
      description = "How long reading an image may take; default ${DEFAULT-VALUE}.")
  Duration timeout = Duration.ZERO;

  @Option(
      names = "--upload-timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      defaultValue = "120",
      description = "How long sending an image may take; default ${DEFAULT-VALUE}.")
  Duration uploadTimeout = Duration.ZERO;

  @Option(
      names = "--memory",
      paramLabel = "MEGABYTES",
      defaultValue = "1024",
      description = "How much memory reading an image may take; default ${DEFAULT-VALUE}.")
  int memory;

  @Option(
      names = "--workers",
      paramLabel = "COUNT",
      defaultValue = "2",
      description = "How many images are read at once; default ${DEFAULT-VALUE}.")
  int workers;

  @Option(
      names = "--max-waiting",
      paramLabel = "COUNT",
      defaultValue = "16",
      description =
          "How many requests may be on their way or wait; further ones get 503; default"
              + " ${DEFAULT-VALUE}.")
  int maxWaiting;

  @Mixin PlatformOption platform = new PlatformOption();

  @Option(
      names = "--vision-model",
      paramLabel = "NAME",
      description = "The vision model that is asked unless a request names one.")
  @Nullable String visionModel;

  @Option(
      names = "--work-dir",
      paramLabel = "FOLDER",
      defaultValue = "${sys:java.io.tmpdir}",
      description =
          "Where temporary files go, in a folder of their own; default: the system's temporary"
              + " folder.")
  Path workDir = Path.of("");

  OcrConfig() {}

  /** Throws {@link IllegalArgumentException} with a sentence on the first option out of range. */
  void check() {
    inRange("--max-image-size", maxImageSize, 1, 1L << 32);
    inRange("--timeout", timeout.toSeconds(), 1, 3_600);
    inRange("--upload-timeout", uploadTimeout.toSeconds(), 1, 3_600);
    inRange("--memory", memory, 128, 65_536);
    inRange("--workers", workers, 1, 64);
    inRange("--max-waiting", maxWaiting, 0, 10_000);
    platform.check();
  }

  ExtractConfig extract() {
    return new ExtractConfig(
        language,
        maxImageSize,
        timeout,
        uploadTimeout,
        workers,
        maxWaiting,
        Optional.ofNullable(visionModel));
  }
}
