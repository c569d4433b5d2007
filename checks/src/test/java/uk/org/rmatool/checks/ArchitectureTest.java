package uk.org.rmatool.checks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The borders of ARCHITECTURE and the habits of CONVENTIONS that a machine can check. */
class ArchitectureTest {
  private static final String OURS = "uk.org.rmatool.";

  /**
   * Programs on an application server; cli and services are processes of their own with their own
   * runtime edges.
   */
  private static final String[] SERVERS = {
    OURS + "api..",
    OURS + "platform..",
    OURS + "jkademlia..",
    OURS + "dataplane..",
    OURS + "front..",
    OURS + "dht..",
    OURS + "router..",
    OURS + "coordinator..",
    OURS + "worker..",
    OURS + "edge.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPaths(
              Repository.MODULES.stream()
                  .map(module -> Repository.ROOT.resolve(module).resolve("target/classes"))
                  .toList());

  @Test
  void everyModuleWasBuiltBefore() {
    for (var module : Repository.MODULES) {
      assertThat(Repository.ROOT.resolve(module).resolve("target/classes")).isDirectory();
    }
    assertThat(CLASSES.size()).isGreaterThan(100);
  }

  @Test
  void sharedModulesKnowNothingOfTheProgramsAboveThem() {
    noClasses()
        .that()
        .resideInAPackage(OURS + "api..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("uk.org.rmatool..")
                .and(DescribedPredicate.not(resideInAnyPackage(OURS + "api.."))))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(OURS + "platform..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            OURS + "dataplane..",
            OURS + "dht..",
            OURS + "router..",
            OURS + "coordinator..",
            OURS + "worker..",
            OURS + "edge..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(OURS + "dataplane..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            OURS + "front..",
            OURS + "dht..",
            OURS + "router..",
            OURS + "coordinator..",
            OURS + "worker..",
            OURS + "edge..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(OURS + "front..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            OURS + "dht..",
            OURS + "router..",
            OURS + "coordinator..",
            OURS + "worker..",
            OURS + "edge..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(OURS + "dht..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(OURS + "router..", OURS + "coordinator..", OURS + "worker..")
        .check(CLASSES);
  }

  @Test
  void whatServicesShareKnowsNoneOfThem() {
    noClasses()
        .that()
        .resideInAPackage(OURS + "service..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("uk.org.rmatool..")
                .and(
                    DescribedPredicate.not(resideInAnyPackage(OURS + "api..", OURS + "service.."))))
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "router",
        "coordinator",
        "worker",
        "edge",
        "documents",
        "ner",
        "rag",
        "ocr",
        "notes",
        "cli"
      })
  void aProgramKnowsNoOtherProgram(String program) {
    var others =
        List.of(
                "router",
                "coordinator",
                "worker",
                "edge",
                "documents",
                "ner",
                "rag",
                "ocr",
                "notes",
                "cli")
            .stream()
            .filter(other -> !other.equals(program))
            .map(other -> OURS + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(OURS + program + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "platform",
        "router",
        "coordinator",
        "worker",
        "edge",
        "service",
        "documents",
        "ner",
        "rag",
        "notes",
        "ocr",
        "cli"
      })
  void packagesOfAProgramDoNotGoInCircles(String program) {
    slices().matching(OURS + program + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingLinksToWhatIsUnderTheGpl() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(OURS + "corenlp..", "edu.stanford..")
        .check(CLASSES);
  }

  @Test
  void jkademliaDependsOnTheJdkAlone() {
    noClasses()
        .that()
        .resideInAPackage(OURS + "jkademlia..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.not(
                resideInAnyPackage(
                    "java..", "javax.crypto..", OURS + "jkademlia..", "org.jspecify..")))
        .check(CLASSES);
  }

  @Test
  void importsInJkademliaPointDown() {
    var layers =
        List.of(
            "runtime",
            "udp",
            "transport",
            "node",
            "lookup",
            "routing",
            "storage",
            "codec",
            "message",
            "id");
    for (int layer = 1; layer < layers.size(); layer++) {
      var above = layers.subList(0, layer).stream().map(ArchitectureTest::jkademlia).toList();
      noClasses()
          .that()
          .resideInAPackage(jkademlia(layers.get(layer)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(above.toArray(String[]::new))
          .allowEmptyShould(true)
          .check(CLASSES);
    }
    noClasses()
        .that()
        .resideInAnyPackage(layers.stream().map(ArchitectureTest::jkademlia).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(jkademlia("records"))
        .because("the node judges values through ValuePolicy and knows no formats")
        .check(CLASSES);
  }

  private static String jkademlia(String layer) {
    return OURS + "jkademlia." + layer + "..";
  }

  @Test
  void timeAndChanceAreGivenNotTaken() {
    noClasses()
        .that()
        .resideInAnyPackage(SERVERS)
        .and()
        .doNotHaveSimpleName("RuntimeEdge")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callConstructor(Random.class)
        .check(CLASSES);
  }

  @Test
  void onlyConfigClassesReadConfiguration() {
    noClasses()
        .that()
        .resideInAnyPackage(SERVERS)
        .should()
        .callMethod(System.class, "getenv", String.class)
        .check(CLASSES);
    constructors()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(SERVERS)
        .and()
        .areDeclaredInClassesThat()
        .haveSimpleNameNotEndingWith("Config")
        .should(new NoParameterAnnotatedWith(ConfigProperty.class.getName()))
        .check(CLASSES);
  }

  @Test
  void namesSayTheResponsibility() {
    classes()
        .that()
        .resideInAPackage("uk.org.rmatool..")
        .and()
        .areNotAnonymousClasses()
        .should()
        .haveNameNotMatching(".*(Impl|Manager|Helper|Utils|Util)(\\$.*)?")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() throws Exception {
    var folders = new TreeSet<Path>();
    Repository.mainFiles().forEach(file -> folders.add(file.getParent()));
    for (var folder : folders) {
      var info = folder.resolve("package-info.java");
      assertThat(info).exists();
      assertThat(Files.readString(info))
          .as(info.toString())
          .contains("/**")
          .contains("@NullMarked");
    }
  }
}
