package uk.org.rmatool.ner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.entities.Entity;
import uk.org.rmatool.entities.EntityType;

/** The engine with a stand-in that speaks the tagger's protocol. */
@Timeout(60)
class CrfEngineTest {
  private static CrfEngine engine;

  @BeforeAll
  static void start() throws Exception {
    engine = CrfEngine.start(command(), Duration.ofSeconds(2));
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @Test
  void aTextOfSeveralLinesGivesItsNames() throws Exception {
    assertThat(engine.names("a\\\r\n\"Mrs Xu\" is Welsh"))
        .containsExactly(new Entity(EntityType.PERSON, 5, 11, 0.9));
    assertThat(engine.names("")).isEmpty();
  }

  @Test
  void aTaggerThatDiesLiesOrRefusesCostsOnlyItsText() throws Exception {
    for (var text : List.of("die", "lie", "refuse")) {
      assertFails(502, () -> engine.names(text));
      assertThat(engine.names("Mrs Xu")).hasSize(1);
    }
    assertThat(engine.trouble()).isEmpty();
  }

  @Test
  void aTextOverWhichTheTaggerIsKilledIsReadAgain(@TempDir Path folder) throws Exception {
    var mark = folder.resolve("Mrs Xu");
    assertThat(engine.names("once:" + mark)).hasSize(1);
    assertThat(mark).exists();
  }

  @Test
  void aTaggerThatHangsIsReplacedWhenItsTimeIsUp() throws Exception {
    assertFails(504, () -> engine.names("hang"));
    assertThat(engine.names("Mrs Xu")).hasSize(1);
  }

  @Test
  void closingDoesNotWaitForATextThatHangs() throws Exception {
    var patient = CrfEngine.start(command(), Duration.ofMinutes(1));
    var hanging = CompletableFuture.runAsync(() -> assertFails(502, () -> patient.names("hang")));
    patient.close();
    hanging.get(20, TimeUnit.SECONDS);
    assertFails(502, () -> patient.names("Mrs Xu"));
  }

  @Test
  void aTaggerThatDoesNotStartIsSaidSo() {
    var dumb = new ArrayList<>(command());
    dumb.add("dumb");
    assertThatThrownBy(() -> CrfEngine.start(dumb, Duration.ofSeconds(2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has ended");
  }

  @Test
  void withoutTheModelsItSaysHowToGetThem(@TempDir Path empty) {
    assertThatThrownBy(() -> CrfEngine.command(empty, 600))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageStartingWith("models not there")
        .hasMessageEndingWith("run ./rma fetch ner-extraction");
  }

  @Test
  void rulesStandBeforeNamesAndBenefitsAndTitlesAreNoNames() throws Exception {
    var text = "Mrs Xu has Universal Credit of £5 in LS1 4DY";
    var found =
        new Extractor(List.of(engine))
            .entities(text).stream().map(e -> e.type() + " " + e.in(text)).toList();
    assertThat(found).containsExactly("PERSON Xu", "MONEY £5", "POSTCODE LS1 4DY");
  }

  private static void assertFails(int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem().status()).isEqualTo(status));
  }

  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        StandInTagger.class.getName());
  }
}
