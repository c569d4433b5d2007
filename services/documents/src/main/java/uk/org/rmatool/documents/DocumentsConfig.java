package uk.org.rmatool.documents;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;
import uk.org.rmatool.documents.extract.ExtractConfig;

/** The options of the service, each with an environment variable for its default. */
public final class DocumentsConfig {
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "${env:DOCUMENTS_HOST:-127.0.0.1}",
      description = "Address to listen at; default ${DEFAULT-VALUE}. [DOCUMENTS_HOST]")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:DOCUMENTS_PORT:-8103}",
      description =
          "Port to listen at, 0 for a free one; default ${DEFAULT-VALUE}. [DOCUMENTS_PORT]")
  int port;

  @Option(
      names = "--max-document-size",
      paramLabel = "BYTES",
      converter = SizeConverter.class,
      defaultValue = "${env:DOCUMENTS_MAX_DOCUMENT_SIZE:-100MB}",
      description =
          "Largest document taken, as bytes or with KB, MB or GB; default ${DEFAULT-VALUE}."
              + " [DOCUMENTS_MAX_DOCUMENT_SIZE]")
  long maxDocumentSize;

  @Option(
      names = "--max-text",
      paramLabel = "CHARACTERS",
      defaultValue = "${env:DOCUMENTS_MAX_TEXT:-10000000}",
      description =
          "Longest text given; what is beyond is left out and \"truncated\" is true; default"
              + " ${DEFAULT-VALUE}. [DOCUMENTS_MAX_TEXT]")
  int maxText;

  @Option(
      names = "--parse-timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      defaultValue = "${env:DOCUMENTS_PARSE_TIMEOUT:-60}",
      description =
          "How long reading a document may take; default ${DEFAULT-VALUE}."
              + " [DOCUMENTS_PARSE_TIMEOUT]")
  Duration parseTimeout = Duration.ZERO;

  @Option(
      names = "--upload-timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      defaultValue = "${env:DOCUMENTS_UPLOAD_TIMEOUT:-300}",
      description =
          "How long sending a document may take; default ${DEFAULT-VALUE}."
              + " [DOCUMENTS_UPLOAD_TIMEOUT]")
  Duration uploadTimeout = Duration.ZERO;

  @Option(
      names = "--parsers",
      paramLabel = "COUNT",
      defaultValue = "${env:DOCUMENTS_PARSERS:-2}",
      description =
          "How many parser processes there may be; one is always warm, others come when needed;"
              + " default ${DEFAULT-VALUE}. [DOCUMENTS_PARSERS]")
  int parsers;

  @Option(
      names = "--parser-heap",
      paramLabel = "MEGABYTES",
      defaultValue = "${env:DOCUMENTS_PARSER_HEAP:-256}",
      description =
          "How much heap a parser process may use; default ${DEFAULT-VALUE}."
              + " [DOCUMENTS_PARSER_HEAP]")
  int parserHeap;

  @Option(
      names = "--max-waiting",
      paramLabel = "COUNT",
      defaultValue = "${env:DOCUMENTS_MAX_WAITING:-16}",
      description =
          "How many requests may be on their way, wait for a parser or be answered; further ones"
              + " get 503; default ${DEFAULT-VALUE}. [DOCUMENTS_MAX_WAITING]")
  int maxWaiting;

  @Option(
      names = "--work-dir",
      paramLabel = "FOLDER",
      defaultValue = "${env:DOCUMENTS_WORK_DIR:-${sys:java.io.tmpdir}}",
      description =
          "Where temporary files go, in a folder of their own; default: the system's temporary"
              + " folder. [DOCUMENTS_WORK_DIR]")
  Path workDir = Path.of("");

  @Option(
      names = "--exit-with-parent",
      description = "End when standard input ends, as it does when the parent process does.")
  boolean exitWithParent;

  DocumentsConfig() {}

  /** Throws {@link IllegalArgumentException} with a sentence on the first option out of range. */
  void check() {
    inRange("--port", port, 0, 65_535);
    inRange("--max-document-size", maxDocumentSize, 1, 1L << 40);
    inRange("--max-text", maxText, 1, 100_000_000);
    inRange("--parse-timeout", parseTimeout.toSeconds(), 1, 86_400);
    inRange("--upload-timeout", uploadTimeout.toSeconds(), 1, 86_400);
    inRange("--parsers", parsers, 1, 64);
    inRange("--parser-heap", parserHeap, 64, 65_536);
    inRange("--max-waiting", maxWaiting, 0, 10_000);
  }

  ExtractConfig extract() {
    return new ExtractConfig(maxDocumentSize, maxText, parseTimeout, uploadTimeout, maxWaiting);
  }

  private static void inRange(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d, not %d.".formatted(option, min, max, value));
    }
  }
}
