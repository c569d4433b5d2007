package uk.org.rmatool.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartSchemaTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ruoter: {replicas: 1}                            | additional properties 'ruoter' not allowed
          router: {replica: 1}                             | at '/router': additional properties 'replica' not allowed
          worker: {persistence: {sise: 1Gi}}               | at '/worker/persistence': additional properties 'sise' not allowed
          router: {replicas: two}                          | at '/router/replicas': got string, want integer
          router: {replicas: -1}                           | at '/router/replicas': minimum: got -1, want 0
          router: {replicas: 2}                            | router.replicas above 1 needs router.keySecret
          coordinator: {replicas: -1}                      | at '/coordinator/replicas': minimum: got -1, want 0
          router: {podDisruptionBudget: {minAvailable: 1}} | additional properties 'minAvailable' not allowed
          management: {service: {enabled: true}}           | additional properties 'management' not allowed
          dht: {enabled: maybe}                            | at '/dht/enabled': got string, want boolean
          dht: {seeds: [nowhere]}                          | at '/dht/seeds/0': 'nowhere' does not match pattern
          metrics: {scrape: often}                         | at '/metrics/scrape': got string, want boolean
          router: {service: {https: {enabled: true}}}      | at '/router/service': additional properties 'https' not allowed
          worker: {replicas: 1.5}                          | at '/worker/replicas': got number, want integer
          coordinator: {service: {port: 70000}}            | at '/coordinator/service/port': maximum
          coordinator: {service: {type: Public}}           | at '/coordinator/service/type': value must be one of
          coordinator: {routerUrl: router:9080}            | at '/coordinator/routerUrl': 'router:9080' does not match pattern
          coordinator: {allowedOrigins: https://a.example} | at '/coordinator/allowedOrigins': got string, want array
          worker: {type: quantum}                          | at '/worker/type': value must be one of
          coordinator: {catalogue: {services: []}}         | at '/coordinator/catalogue': got object, want array
          coordinator: {catalogue: [{name: a}]}            | at '/coordinator/catalogue/0': missing properties
          worker: {keySecret: shared}                      | at '/worker': additional properties 'keySecret' not allowed
          router: {resources: {limits: {memory: lots}}}    | at '/router/resources/limits/memory': 'lots' does not match pattern
          router: {image: {digest: sha256:abc}}            | at '/router/image/digest'
          router: {extraEnv: [{value: x}]}                 | at '/router/extraEnv/0': missing property 'name'
          image: {pullPolicy: Sometimes}                   | at '/image/pullPolicy': value must be one of
          database: {port: standard}                       | at '/database/port': got string, want integer
          database: {host: ""}                             | at '/database/host': minLength
          database: {router: {password: 12345}}            | at '/database/router/password': got number, want string
          podSecurityContext: {runAsUser: 0}               | at '/podSecurityContext/runAsUser': minimum
          podSecurityContext: {privileged: true}           | additional properties 'privileged' not allowed
          networkPolicy: {routerFrom: [{}]}                | at '/networkPolicy/routerFrom/0': minProperties
          """)
  void wrongValuesAreRefusedByName(String values, String message) {
    assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(message);
  }

  @Test
  void aMissingDatabaseHostIsRefused() {
    assertThatThrownBy(() -> Chart.template("rma", List.of()))
        .hasMessageContaining("at '/database': missing property 'host'");
  }

  @Test
  void missingCredentialsAreRefused() {
    assertThatThrownBy(
            () -> Chart.template("rma", List.of("database: {host: postgres.example.org}")))
        .hasMessageContaining("database.router needs existingSecret or password");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          router: {enabled: false}                                  | coordinator.routerUrl is needed
          {router: {enabled: false}, coordinator: {enabled: false}} | worker.coordinatorUrl is needed
          router: {ingress: {enabled: true}}                        | router.ingress.hosts
          """)
  void valuesThatContradictEachOtherAreRefused(String values, String message) {
    assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(message);
  }

  @Test
  void everyObjectOfOursIsClosed() throws IOException {
    var schema =
        JsonParser.parseString(Files.readString(Chart.FOLDER.resolve("values.schema.json")));
    var open = new ArrayList<String>();
    collectOpen("", schema, open);
    assertThat(open).isEmpty();
  }

  private static void collectOpen(String path, JsonElement element, List<String> open) {
    if (!element.isJsonObject()) {
      return;
    }
    JsonObject object = element.getAsJsonObject();
    if (object.has("type") && object.has("properties") && !object.has("additionalProperties")) {
      open.add(path);
    }
    object.entrySet().forEach(e -> collectOpen(path + "/" + e.getKey(), e.getValue(), open));
  }
}
