package uk.org.rmatool.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.service.Await;
import uk.org.rmatool.service.RunningProgram;

/** The packaged service with the real CRF; that is there after ./rma fetch ner-extraction. */
class CorenlpIT {
  private static final Path JAR = Path.of("target", "rma-ner.jar").toAbsolutePath();
  private static final Path CORENLP = Path.of("..", "ner-corenlp", "target").toAbsolutePath();

  @Test
  void namesKeepTheirPrecisionAndRecallAndATaggerThatIsKilledIsReplaced() throws Exception {
    try (var service =
        RunningProgram.start(List.of("-jar", JAR.toString()), "--corenlp", CORENLP.toString())) {
      var scores = RunningNer.scores(service);
      scores.print("ner-extraction by rules and CoreNLP's CRF:");
      assertThat(scores.precision("PERSON")).isGreaterThanOrEqualTo(0.85);
      assertThat(scores.recall("PERSON")).isGreaterThanOrEqualTo(0.90);
      assertThat(scores.precision("ORGANIZATION")).isGreaterThanOrEqualTo(0.85);
      assertThat(scores.recall("ORGANIZATION")).isGreaterThanOrEqualTo(0.75);
      assertThat(scores.precision("LOCATION")).isGreaterThanOrEqualTo(0.75);
      assertThat(scores.recall("LOCATION")).isGreaterThanOrEqualTo(0.80);

      var taggers = service.process.toHandle().children().toList();
      assertThat(taggers).hasSize(1);
      taggers.getFirst().destroyForcibly();
      Await.until("its end", Duration.ofSeconds(10), () -> !taggers.getFirst().isAlive());
      assertThat(RunningNer.entities(service, "I met Jane Smith.")).hasSize(1);
      assertThat(service.health().getString("version")).isNotEqualTo("development");
    }
  }

  @Test
  void aServiceThatIsKilledLeavesNoTagger() throws Exception {
    var service =
        RunningProgram.start(List.of("-jar", JAR.toString()), "--corenlp", CORENLP.toString());
    var tagger = service.process.toHandle().children().findFirst().orElseThrow();
    service.process.destroyForcibly().waitFor();
    Await.until("the tagger's end", Duration.ofSeconds(10), () -> !tagger.isAlive());
  }
}
