package uk.org.rmatool.documents;

import static uk.org.rmatool.service.ServiceOptions.inRange;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;
import uk.org.rmatool.documents.extract.ExtractConfig;
import uk.org.rmatool.service.SecondsConverter;
import uk.org.rmatool.service.SizeConverter;

/** The options of the service. */
public final class DocumentsConfig {
  @Option(
      names = "--max-document-size",
      paramLabel = "BYTES",
      converter = SizeConverter.class,
      defaultValue = "100MB",
      description =
          "Largest document taken, as bytes or with KB, MB or GB; default ${DEFAULT-VALUE}.")
  long maxDocumentSize;

  @Option(
      names = "--max-text",
      paramLabel = "CHARACTERS",
      defaultValue = "10000000",
      description =
          "Longest text given; what is beyond is left out and \"truncated\" is true; default"
              + " ${DEFAULT-VALUE}.")
  int maxText;

  @Option(
      names = "--parse-timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      defaultValue = "60",
      description = "How long reading a document may take; default ${DEFAULT-VALUE}.")
  Duration parseTimeout = Duration.ZERO;

  @Option(
      names = "--upload-timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      defaultValue = "300",
      description = "How long sending a document may take; default ${DEFAULT-VALUE}.")
  Duration uploadTimeout = Duration.ZERO;

  @Option(
      names = "--parsers",
      paramLabel = "COUNT",
      defaultValue = "2",
      description =
          "How many parser processes there may be; one is always warm, others come when needed;"
              + " default ${DEFAULT-VALUE}.")
  int parsers;

  @Option(
      names = "--parser-heap",
      paramLabel = "MEGABYTES",
      defaultValue = "256",
      description = "How much heap a parser process may use; default ${DEFAULT-VALUE}.")
  int parserHeap;

  @Option(
      names = "--max-ocr",
      paramLabel = "COUNT",
      defaultValue = "100",
      description =
          "How many images and scanned pages of a document are looked at for text; default"
              + " ${DEFAULT-VALUE}.")
  int maxOcr;

  @Option(
      names = "--max-waiting",
      paramLabel = "COUNT",
      defaultValue = "16",
      description =
          "How many requests may be on their way, wait for a parser or be answered; further ones"
              + " get 503; default ${DEFAULT-VALUE}.")
  int maxWaiting;

  @Option(
      names = "--work-dir",
      paramLabel = "FOLDER",
      defaultValue = "${sys:java.io.tmpdir}",
      description =
          "Where temporary files go, in a folder of their own; default: the system's temporary"
              + " folder.")
  Path workDir = Path.of("");

  DocumentsConfig() {}

  /** Throws {@link IllegalArgumentException} with a sentence on the first option out of range. */
  void check() {
    inRange("--max-document-size", maxDocumentSize, 1, 1L << 40);
    inRange("--max-text", maxText, 1, 100_000_000);
    inRange("--parse-timeout", parseTimeout.toSeconds(), 1, 86_400);
    inRange("--upload-timeout", uploadTimeout.toSeconds(), 1, 86_400);
    inRange("--parsers", parsers, 1, 64);
    inRange("--parser-heap", parserHeap, 64, 65_536);
    inRange("--max-ocr", maxOcr, 0, 100_000);
    inRange("--max-waiting", maxWaiting, 0, 10_000);
  }

  ExtractConfig extract() {
    return new ExtractConfig(
        maxDocumentSize, maxText, parseTimeout, uploadTimeout, maxOcr, maxWaiting);
  }
}
