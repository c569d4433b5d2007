package uk.org.rmatool.ner;

import static uk.org.rmatool.service.ServiceOptions.inRange;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import uk.org.rmatool.service.SecondsConverter;

/** The options of the service. */
final class NerConfig {
  @Option(
      names = "--corenlp",
      paramLabel = "FOLDER",
      description =
          "Folder with CoreNLP's tagger and its model, as ./rma fetch ner-extraction makes it:"
              + " services/ner-corenlp/target; default: no CoreNLP.")
  @Nullable Path corenlp;

  @Option(
      names = "--corenlp-heap",
      paramLabel = "MEGABYTES",
      defaultValue = "600",
      description = "How much heap CoreNLP's process may use; default ${DEFAULT-VALUE}.")
  int corenlpHeap;

  @Option(
      names = "--onnx",
      paramLabel = "FOLDER",
      description =
          "Folder with a token classification model: model.onnx, tokenizer.json and config.json;"
              + " default: none.")
  @Nullable Path onnx;

  @Option(
      names = "--cache",
      paramLabel = "FOLDER",
      defaultValue = "${sys:java.io.tmpdir}/rma-ner",
      description =
          "Where native libraries are unpacked that an ONNX model needs; default ${DEFAULT-VALUE}.")
  Path cache = Path.of("");

  @Option(
      names = "--max-text",
      paramLabel = "CHARACTERS",
      defaultValue = "100000",
      description = "Longest text taken, in Unicode code points; default ${DEFAULT-VALUE}.")
  int maxText;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      defaultValue = "30",
      description = "How long finding names in a text may take; default ${DEFAULT-VALUE}.")
  Duration timeout = Duration.ZERO;

  @Option(
      names = "--max-waiting",
      paramLabel = "COUNT",
      defaultValue = "16",
      description =
          "How many requests may be in progress; further ones get 503; default ${DEFAULT-VALUE}.")
  int maxWaiting;

  NerConfig() {}

  /** Throws {@link IllegalArgumentException} with a sentence on the first option out of range. */
  void check() {
    inRange("--corenlp-heap", corenlpHeap, 300, 65_536);
    inRange("--max-text", maxText, 1, 10_000_000);
    inRange("--timeout", timeout.toSeconds(), 1, 3_600);
    inRange("--max-waiting", maxWaiting, 1, 10_000);
  }
}
