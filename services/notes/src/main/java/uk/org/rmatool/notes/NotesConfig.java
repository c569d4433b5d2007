package uk.org.rmatool.notes;

import static uk.org.rmatool.service.ServiceOptions.inRange;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.service.SecondsConverter;
import uk.org.rmatool.service.platform.PlatformOption;

/** The options of the service. */
final class NotesConfig {
  @Mixin PlatformOption platform = new PlatformOption();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The model of llm-inference to ask; default: the first that is loaded.")
  @Nullable String model;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "llm",
      description = "llm: a model where one answers, else rules; rules: never a model.")
  String method = "llm";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      defaultValue = "90",
      description = "How long each call of another service may take; default ${DEFAULT-VALUE}.")
  Duration timeout = Duration.ZERO;

  @Option(
      names = "--max-notes",
      paramLabel = "CHARACTERS",
      defaultValue = "20000",
      description = "Longest notes taken; default ${DEFAULT-VALUE}.")
  int maxNotes;

  @Option(
      names = "--max-waiting",
      paramLabel = "COUNT",
      defaultValue = "16",
      description =
          "How many requests may be in progress; further ones get 503; default ${DEFAULT-VALUE}.")
  int maxWaiting;

  NotesConfig() {}

  /** Throws {@link IllegalArgumentException} with a sentence on the first option out of range. */
  void check() {
    inRange("--timeout", timeout.toSeconds(), 1, 3_600);
    inRange("--max-notes", maxNotes, 1, 60_000);
    inRange("--max-waiting", maxWaiting, 1, 10_000);
    if (!method.equals("llm") && !method.equals("rules")) {
      throw new IllegalArgumentException("--method must be llm or rules, not " + method + ".");
    }
    platform.check();
  }
}
