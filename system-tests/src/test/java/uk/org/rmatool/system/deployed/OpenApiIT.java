package uk.org.rmatool.system.deployed;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Whoever opens the documentation of a program finds every call of the contract in it. */
@ExtendWith(SharedPlatform.class)
class OpenApiIT {
  private static final List<String> REGISTRY =
      List.of(
          "get /health",
          "get /metrics",
          "post /api/worker/register",
          "post /api/worker/heartbeat",
          "delete /api/worker/unregister/{}",
          "get /api/worker/find/{}",
          "get /api/coordinator/workers",
          "post /api/coordinator/broadcast-job",
          "get /api/admin/workers",
          "get /api/admin/services",
          "get /api/admin/gaps",
          "get /api/services/list",
          "get /api/services/discover/{}",
          "get /api/dht/stats",
          "get /api/dht/topology",
          "get /api/dht/bootstrap",
          "post /service/{}/{}");

  private static final Map<String, List<String>> CALLS =
      Map.of(
          "router",
          Stream.concat(
                  REGISTRY.stream(),
                  Stream.of(
                      "get /api/admin/coordinators",
                      "post /api/edge/register",
                      "post /api/edge/heartbeat",
                      "delete /api/edge/{}",
                      "get /api/admin/usage",
                      "get /v1/models",
                      "post /v1/chat/completions"))
              .toList(),
          "coordinator",
          REGISTRY,
          "worker",
          List.of(
              "get /health",
              "get /stats",
              "post /service/{}",
              "post /service/{}/{}",
              "post /jobs"));

  @TestFactory
  Stream<DynamicTest> everyCallIsDocumented(Platform platform) {
    return CALLS.entrySet().stream()
        .map(
            program ->
                DynamicTest.dynamicTest(
                    program.getKey(),
                    () ->
                        assertThat(documented(document(platform, program.getKey())))
                            .containsAll(program.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> everyControlCallSaysThatItMayBeRefusedOrComeBack(Platform platform) {
    return CALLS.keySet().stream()
        .map(
            program ->
                DynamicTest.dynamicTest(
                    program,
                    () -> {
                      var paths = document(platform, program).getJsonObject("paths");
                      assertThat(paths.keySet()).anyMatch(path -> !path.contains("/service/"));
                      paths.forEach(
                          (path, item) -> {
                            if (!path.contains("/service/") && !path.startsWith("/v1/")) {
                              requireAnswers(path, item.asJsonObject());
                            }
                          });
                    }));
  }

  private static void requireAnswers(String path, JsonObject item) {
    item.values().stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonValue::asJsonObject)
        .filter(operation -> operation.containsKey("responses"))
        .forEach(
            operation ->
                assertThat(operation.getJsonObject("responses").keySet())
                    .as(path)
                    .contains("400", "406", "429", "502"));
  }

  @TestFactory
  Stream<DynamicTest> aCallIsTriedAtThePublicPort(Platform platform) {
    return servers(platform).entrySet().stream()
        .map(
            program ->
                DynamicTest.dynamicTest(
                    program.getKey(),
                    () ->
                        assertThat(
                                document(platform, program.getKey())
                                    .getJsonArray("servers")
                                    .getValuesAs(JsonObject.class))
                            .extracting(server -> server.getString("url"))
                            .anyMatch(
                                url ->
                                    url.matches(
                                        "http://[^/:]+:"
                                            + program.getValue().base().getPort()
                                            + "/?"))));
  }

  @TestFactory
  Stream<DynamicTest> thePageOpens(Platform platform) {
    return CALLS.keySet().stream()
        .map(
            program ->
                DynamicTest.dynamicTest(
                    program,
                    () -> {
                      var page = platform.management(program).get("/openapi/ui/");
                      assertThat(page.status()).isEqualTo(200);
                      assertThat(page.text()).containsIgnoringCase("<html");
                      assertThat(platform.management(program).get("/openapi/ui").status())
                          .isIn(200, 302);
                    }));
  }

  private static Map<String, Http> servers(Platform platform) {
    return Map.of(
        "router", platform.router(),
        "coordinator", platform.coordinator(),
        "worker", platform.worker());
  }

  private static JsonObject document(Platform platform, String program) {
    var answer = platform.management(program).get("/openapi?format=JSON");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.object();
  }

  /** Methods and paths, whatever their parameters are called. */
  private static List<String> documented(JsonObject document) {
    return document.getJsonObject("paths").entrySet().stream()
        .flatMap(
            path ->
                item(document, path.getValue().asJsonObject()).keySet().stream()
                    .map(method -> method + " " + path.getKey().replaceAll("\\{[^}]*}", "{}")))
        .toList();
  }

  /** What a path can do, which may stand elsewhere in the document. */
  private static JsonObject item(JsonObject document, JsonObject path) {
    return path.containsKey("$ref")
        ? Json.createPointer(path.getString("$ref").substring(1)).getValue(document).asJsonObject()
        : path;
  }
}
