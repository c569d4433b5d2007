package uk.org.rmatool.corenlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real model, in the jar as it is launched. */
@Timeout(60)
class CrfIT {
  private static final String MODEL =
      "target/models/edu/stanford/nlp/models/ner/english.all.3class.distsim.crf.ser.gz";

  @Test
  void namesOfTextsAreFoundAtTheirOffsets() throws Exception {
    var process = start(MODEL);
    try (var in = process.outputWriter(UTF_8);
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      in.write("\n😀 Ms Jane Smith rang.\\nShe lives in Leeds.\n\\x\n");
      in.write("one ".repeat(20_000) + "Jane Smith\n");
      in.flush();
      assertThat(out.readLine()).isEqualTo("ready");
      assertThat(out.readLine()).isEmpty();
      assertThat(out.readLine().replaceAll(" [01]\\.\\d{4}", ""))
          .isEqualTo("PERSON 6 16\tLOCATION 36 41");
      assertThat(out.readLine()).startsWith("!");
      assertThat(out.readLine()).startsWith("PERSON 80000 80010 ");
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void withoutAModelItSaysSoAndEnds() throws Exception {
    var process = start("pom.xml");
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
  }

  private static Process start(String model) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java, "-Xmx600m", "-XX:+UseSerialGC", "-jar", "target/rma-ner-corenlp.jar", model))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
