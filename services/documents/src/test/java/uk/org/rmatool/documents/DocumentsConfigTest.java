package uk.org.rmatool.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class DocumentsConfigTest {
  @Test
  void withoutOptionsTheDefaultsHold() {
    var config = parse();
    assertThatCode(config::check).doesNotThrowAnyException();
    assertThat(config.maxDocumentSize).isEqualTo(100L << 20);
    assertThat(config.maxText).isEqualTo(10_000_000);
    assertThat(config.parseTimeout).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.parsers).isEqualTo(2);
    assertThat(config.maxWaiting).isEqualTo(16);
  }

  @Test
  void sizesTakeUnits() {
    assertThat(parse("--max-document-size", "17").maxDocumentSize).isEqualTo(17);
    assertThat(parse("--max-document-size", "2kb").maxDocumentSize).isEqualTo(2048);
    assertThat(parse("--max-document-size", "3 MB").maxDocumentSize).isEqualTo(3L << 20);
    assertThat(parse("--max-document-size", "1G").maxDocumentSize).isEqualTo(1L << 30);
    assertThatThrownBy(() -> parse("--max-document-size", "much"))
        .isInstanceOf(ParameterException.class);
    assertThatThrownBy(() -> parse("--max-document-size", "999999999999999G"))
        .isInstanceOf(ParameterException.class);
  }

  @Test
  void everyNumberHasItsRange() {
    assertRefused("--max-document-size", "0");
    assertRefused("--max-text", "0");
    assertRefused("--parse-timeout", "0");
    assertRefused("--upload-timeout", "-1");
    assertRefused("--parsers", "0");
    assertRefused("--parser-heap", "1");
    assertRefused("--max-waiting", "-1");
  }

  private static void assertRefused(String option, String value) {
    assertThatThrownBy(() -> parse(option, value).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option);
  }

  private static DocumentsConfig parse(String... options) {
    var config = new DocumentsConfig();
    new CommandLine(new Holder(config)).parseArgs(options);
    return config;
  }

  @CommandLine.Command
  private static final class Holder {
    @CommandLine.Mixin private final DocumentsConfig config;

    private Holder(DocumentsConfig config) {
      this.config = config;
    }
  }
}
