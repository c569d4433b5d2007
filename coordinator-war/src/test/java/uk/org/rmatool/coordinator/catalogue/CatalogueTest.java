package uk.org.rmatool.coordinator.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
  private static final String LLM = "{'name':'llm','requires':'gpu','priority':1,'port':8105}";
  private static final String NER =
      "{'name':'ner','requires':'cpu','priority':2,'port':8108,'replicas':5}";

  @TempDir private Path folder;

  private Catalogue catalogue() {
    return new Catalogue(new CatalogueConfig(Optional.of(file().toString())));
  }

  private Path file() {
    return folder.resolve("catalogue.json");
  }

  private void write(String content) {
    try {
      Files.writeString(file(), content.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeServices(String... services) {
    write("{'services':[" + String.join(",\n", services) + "]}");
  }

  @Test
  void theShippedOneIsTheContracts() {
    var shipped = TestCatalogue.SHIPPED;
    assertThat(shipped.services()).hasSize(14);
    assertThat(shipped.services())
        .isSortedAccordingTo(Comparator.comparingInt(CatalogueService::tier));
    assertThat(shipped.services()).extracting(CatalogueService::name).doesNotHaveDuplicates();
    assertThat(shipped.services()).extracting(CatalogueService::replicas).containsOnly(2);
    assertThat(shipped.find("llm-inference"))
        .contains(new CatalogueService("llm-inference", WorkerType.GPU, 1, 8105, 2));
    assertThat(shipped.find("nope")).isEmpty();
    assertThat(shipped.origin()).isEqualTo("shipped");
  }

  @Test
  void aFilesServicesCountByTierAndPriorityWithTwoReplicasUnlessItSays() {
    writeServices(NER, LLM);
    var catalogue = catalogue();
    assertThat(catalogue.services())
        .containsExactly(
            new CatalogueService("llm", WorkerType.GPU, 1, 8105, 2),
            new CatalogueService("ner", WorkerType.CPU, 2, 8108, 5));
    assertThat(catalogue.origin()).isEqualTo(file().toString());
    assertThat(catalogue.problem()).isEmpty();
  }

  @Test
  void aChangedFileIsReadAgain() {
    writeServices(LLM);
    var catalogue = catalogue();
    writeServices(LLM, NER);
    assertThat(catalogue.services()).hasSize(1);
    catalogue.reload();
    assertThat(catalogue.services()).hasSize(2);
    assertThat(catalogue.find("ner")).isPresent();
  }

  @Test
  void aBadChangeIsRefusedWithASentenceAndTheOneBeforeCountsUntilItIsMended() throws IOException {
    writeServices(LLM);
    var catalogue = catalogue();
    writeServices(LLM, LLM);
    catalogue.reload();
    assertThat(catalogue.services()).hasSize(1);
    assertThat(catalogue.problem())
        .contains("CATALOGUE_FILE '%s', services[1]: 'llm' is listed twice.".formatted(file()));
    Files.delete(file());
    catalogue.reload();
    assertThat(catalogue.services()).hasSize(1);
    assertThat(catalogue.problem()).contains("CATALOGUE_FILE '%s' is not there.".formatted(file()));
    writeServices(NER);
    catalogue.reload();
    assertThat(catalogue.find("ner")).isPresent();
    assertThat(catalogue.find("llm")).isEmpty();
    assertThat(catalogue.problem()).isEmpty();
  }

  @Test
  void aFileThatHasNotChangedIsNotReadAgain() {
    writeServices(LLM);
    var catalogue = catalogue();
    var before = catalogue.services();
    catalogue.reload();
    assertThat(catalogue.services()).isSameAs(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'services':                                      | : the file is not valid JSON: ",
        "[]                                                | : body: must be a JSON object.",
        "{}                                                | : 'services' must list at least one",
        "{'services':[],'service':[]}                      | : service: is no member of a"
            + " catalogue",
        "{'services':[7]}                                  | : services: must be a list of"
            + " objects.",
        "{'services':[{}]}                                 | , services[0]: name: is required and",
        "{'services':[{'name':'A b','requires':'cpu','priority':1,'port':1}]} | , services[0]:"
            + " name: must be lower-case",
        "{'services':[{'name':'x','requires':'tpu','priority':1,'port':1}]}   | , services[0]:"
            + " requires: must be gpu,",
        "{'services':[{'name':'x','requires':'cpu','priority':0,'port':1}]}   | , services[0]:"
            + " priority: must be from 1 to",
        "{'services':[{'name':'x','requires':'cpu','priority':1}]}            | , services[0]:"
            + " port: must be a whole number",
        "{'services':[{'name':'x','requires':'cpu','priority':1,'port':1,'replicas':0}]} | ,"
            + " services[0]: replicas: must be from 1",
        "{'services':[{'name':'x','requires':'cpu','priority':1,'port':1,'replica':3}]}  | ,"
            + " services[0]: replica: is no member",
      })
  void aBadFileStopsTheStartWithASentenceThatSaysWhere(String content, String sentence) {
    write(content);
    assertThatThrownBy(this::catalogue)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("CATALOGUE_FILE '" + file() + "'" + sentence);
  }

  @Test
  void aMissingOrHugeFileStopsTheStart() {
    assertThatThrownBy(this::catalogue).hasMessageEndingWith("' is not there.");
    write(" ".repeat(1_000_001));
    assertThatThrownBy(this::catalogue).hasMessageEndingWith(" has more than 1000000 bytes.");
  }
}
