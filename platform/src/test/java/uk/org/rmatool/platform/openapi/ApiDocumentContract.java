package uk.org.rmatool.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.openapi.ApiDocument.Operation;

/** What the OpenAPI document of every program must be; each program's test extends it. */
public abstract class ApiDocumentContract {
  private final ApiDocument document;
  private final ResourceMethods resources;

  protected ApiDocumentContract(Class<?> program) {
    document = ApiDocument.of(program);
    resources = ResourceMethods.of(program);
  }

  /** Whether some control call of the program takes a body. */
  protected boolean takesBodies() {
    return true;
  }

  @Test
  void everyResourceMethodIsDocumentedAndNothingElse() {
    var documented = new TreeSet<String>();
    document.operations().values().stream()
        .filter(operation -> !operation.isServiceCall() && !operation.isGatewayCall())
        .forEach(operation -> documented.add(operation.name()));
    var existing = new TreeSet<String>();
    resources.endpoints().forEach(endpoint -> existing.add(endpoint.name()));
    assertThat(existing).isNotEmpty();
    assertThat(documented).containsExactlyElementsOf(existing);
  }

  @Test
  void serviceCallsAreDocumentedWithEveryMethod() {
    assertThat(resources.servletPrefixes()).contains("/service/", "/api/service/");
    for (var prefix : List.of("/service/", "/api/service/")) {
      for (var method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
        assertThat(document.operations())
            .containsKeys(
                method + " " + prefix + "{service}", method + " " + prefix + "{service}/{path}");
      }
    }
  }

  @Test
  void noResourceClassHidesAMethodOfAnother() {
    for (var endpoint : resources.endpoints()) {
      var call = endpoint.path().replaceAll("\\{\\w+}", "x");
      assertThat(resources.chosenPathOf(call))
          .as(endpoint.name())
          .isEqualTo(ResourceMethods.rootPath(endpoint.resource()));
    }
  }

  @Test
  void theDocumentSaysWhatItIs() {
    assertThat(document.info()).containsKeys("title", "version", "summary", "description");
    assertThat(document.map(document.info().get("license"))).containsEntry("name", "Apache-2.0");
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(document.references())
        .allSatisfy(pointer -> assertThat(document.follow(pointer)).as(pointer).isNotNull());
  }

  @Test
  void everyOperationHasASummaryATagAndAnExample() {
    for (var operation : document.operations().values()) {
      assertThat(operation.content()).as(operation.name()).containsKeys("summary", "tags");
      assertThat(hasExample(operation)).as("example of " + operation.name()).isTrue();
      for (var parameter : operation.parameters()) {
        assertThat(parameter)
            .as("parameter of " + operation.name())
            .containsKeys("name", "description", "schema", "example");
      }
    }
  }

  private boolean hasExample(Operation operation) {
    var answers =
        document.responses(operation).entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("2"))
            .flatMap(entry -> document.bodies(entry.getValue()).stream())
            .toList();
    return answers.stream().allMatch(body -> !body.examples().isEmpty())
        && (!answers.isEmpty() || !operation.parameters().isEmpty());
  }

  @Test
  void examplesShowWhatTheSchemasSay() {
    var check = new ExampleCheck(document);
    for (var operation : document.operations().values()) {
      for (var body : document.requestBodies(operation)) {
        body.examples().forEach(example -> check.check(operation.name(), body.schema(), example));
      }
      document
          .responses(operation)
          .forEach(
              (status, response) -> {
                for (var body : document.bodies(response)) {
                  body.examples()
                      .forEach(
                          example ->
                              check.check(operation.name() + " " + status, body.schema(), example));
                }
              });
    }
    assertThat(check.complaints()).isEmpty();
  }

  @Test
  void everyErrorIsAProblemAndShowsOneOfItsStatus() {
    for (var operation : document.operations().values()) {
      var responses = document.responses(operation);
      assertThat(responses).as(operation.name()).containsKeys("200", "500");
      responses.forEach(
          (status, response) -> {
            if (status.compareTo("400") >= 0 && !operation.isGatewayCall()) {
              requireProblem(operation.name() + " " + status, Integer.parseInt(status), response);
            }
          });
    }
  }

  @Test
  void whatEveryControlCallMayBeAnsweredIsAProblemOfItsStatus() {
    ControlAnswers.ANSWERS.forEach(
        (status, name) ->
            requireProblem(
                name,
                Integer.parseInt(status),
                document.map(document.follow("#/components/responses/" + name))));
  }

  private void requireProblem(String where, int status, Map<String, Object> response) {
    var bodies = document.bodies(response);
    assertThat(bodies).as(where).hasSize(1);
    var body = bodies.getFirst();
    assertThat(body.mediaType()).as(where).isEqualTo(Problem.MEDIA_TYPE);
    assertThat(body.schema())
        .as(where)
        .isSameAs(document.map(document.follow("#/components/schemas/Problem")));
    assertThat(body.examples()).as(where).isNotEmpty();
    for (var example : body.examples()) {
      var problem = document.map(example);
      assertThat(problem).as(where).containsEntry("status", status);
      assertThat(Arrays.stream(ProblemType.values()).filter(type -> type.status() == status))
          .as(where)
          .extracting(ProblemType::uri)
          .contains((String) problem.get("type"));
    }
  }

  @Test
  void everyKindOfProblemIsListed() {
    var problem = document.map(document.follow("#/components/schemas/Problem"));
    var type = document.map(document.map(problem.get("properties")).get("type"));
    assertThat((List<?>) type.get("enum"))
        .isEqualTo(Arrays.stream(ProblemType.values()).map(ProblemType::uri).toList());
  }

  @Test
  void callsWithABodySayWhatIsWrongWithIt() {
    var taking = new ArrayList<Operation>();
    for (var endpoint : resources.endpoints()) {
      if (endpoint.method().equals("POST")) {
        taking.add(document.operations().get(endpoint.name()));
      }
    }
    assertThat(!taking.isEmpty()).as("a call takes a body").isEqualTo(takesBodies());
    for (var operation : taking) {
      assertThat(document.requestBodies(operation))
          .as(operation.name())
          .isNotEmpty()
          .allSatisfy(body -> assertThat(body.examples()).isNotEmpty());
      assertThat(document.responses(operation))
          .as(operation.name())
          .containsKeys("400", "413", "422");
    }
  }
}
