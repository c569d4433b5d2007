package uk.org.rmatool.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.helm.Manifests.at;
import static uk.org.rmatool.helm.Manifests.list;
import static uk.org.rmatool.helm.Manifests.name;
import static uk.org.rmatool.helm.Manifests.text;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartRenderingTest {
  private static final String EVERYTHING =
      """
      image: {registry: registry.example.org/rma, tag: "1.2", pullSecrets: [pull]}
      metrics: {scrape: true}
      dht: {seeds: ["seed.example.org:8468", "[2001:db8::1]:8468"]}
      serviceAccount: {annotations: {owner: volunteers}}
      networkPolicy:
        enabled: true
        routerFrom: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}}]
        coordinatorFrom: [{ipBlock: {cidr: 192.0.2.0/24}}]
        workerFrom: [{podSelector: {}}]
        dhtFrom: [{ipBlock: {cidr: 198.51.100.0/24}}]
        managementFrom: [{namespaceSelector: {}, podSelector: {matchLabels: {app: prometheus}}}]
      router:
        keySecret: router-key
        service: {type: LoadBalancer, port: 80, http2Port: 9443, annotations: {a: b}}
        ingress:
          enabled: true
          className: nginx
          annotations: {nginx.ingress.kubernetes.io/proxy-buffering: "off"}
          hosts: [rma.example.org]
          tls: [{secretName: rma-tls, hosts: [rma.example.org]}]
        podDisruptionBudget: {enabled: true}
        extraEnv:
          - {name: ADMIN_TOKEN, valueFrom: {secretKeyRef: {name: admin, key: token}}}
        podAnnotations: {a: b}
        podLabels: {team: volunteers}
        nodeSelector: {disk: ssd}
        tolerations: [{key: dedicated, operator: Exists}]
        affinity: {nodeAffinity: {}}
        topologySpreadConstraints:
          - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway}
        priorityClassName: important
      coordinator:
        location: north
        service: {http2Port: 9444}
        allowedOrigins: ["https://a.example", "https://b.example"]
        catalogue: [{name: redis, requires: storage, priority: 1, port: 6379, replicas: 3}]
        podDisruptionBudget: {enabled: true}
        persistence: {size: 1Gi, storageClassName: fast}
        extraEnv: [{name: JVM_ARGS, value: -Xlog:gc}]
      worker: {replicas: 4, type: cpu, publicUrl: "https://$(POD_NAME).example.org"}
      """;

  @Test
  void theLeastValuesGiveRouterCoordinatorAndWorker() {
    assertThat(Chart.render().names())
        .containsExactlyInAnyOrder(
            "ServiceAccount/rma-rma-platform-router",
            "ServiceAccount/rma-rma-platform-coordinator",
            "ServiceAccount/rma-rma-platform-worker",
            "Secret/rma-rma-platform-router-db",
            "Secret/rma-rma-platform-coordinator-db",
            "PersistentVolumeClaim/rma-rma-platform-router-state",
            "Service/rma-rma-platform-router",
            "Service/rma-rma-platform-coordinator",
            "Service/rma-rma-platform-coordinator-pods",
            "Service/rma-rma-platform-worker",
            "Deployment/rma-rma-platform-router",
            "StatefulSet/rma-rma-platform-coordinator",
            "StatefulSet/rma-rma-platform-worker");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        EVERYTHING,
        "router: {keySecret: key}",
        "router: {ingress: {enabled: true, hosts: [a.example, b.example]}}",
        "router: {podDisruptionBudget: {enabled: true}}",
        "router: {replicas: 0}",
        "router: {replicas: 2, keySecret: key}",
        "networkPolicy: {enabled: true}",
        "metrics: {scrape: true}",
        "migration: {enabled: false}",
        "serviceAccount: {create: false, name: shared}",
        "podSecurityContext: {runAsUser: null, runAsGroup: null, fsGroup: null}",
        "database: {router: {existingSecret: a}, coordinator: {existingSecret: b, userKey: u}}",
        "coordinator: {replicas: 0}",
        "coordinator: {replicas: 3}",
        "coordinator: {keySecret: region-key}",
        "{router: {enabled: false}, coordinator: {routerUrl: 'https://rma.example.org'}}",
        "worker: {enabled: false}",
      })
  void everyObjectIsOneThatKubernetesKnows(String values) throws IOException {
    var rendered = Chart.render(values);
    assertThat(rendered.all()).isNotEmpty();
    assertThat(rendered.names()).doesNotHaveDuplicates();
    for (var object : rendered.all()) {
      KubernetesModels.validate(object);
    }
    assertSelectorsMeetPods(rendered);
    assertVolumesMeetMounts(rendered);
    assertHardened(rendered);
  }

  @Test
  void theModelsWouldNoticeAnUnknownField() {
    var broken = Chart.render().one("Deployment", "rma-rma-platform-router");
    at(broken, "spec", "template", "spec").addProperty("restartPolice", "Always");
    assertThatThrownBy(() -> KubernetesModels.validate(broken))
        .hasMessageContaining("restartPolice");
  }

  @Test
  void aWorkerAloneNeedsNoDatabase() {
    var values =
        """
        router: {enabled: false}
        coordinator: {enabled: false}
        worker: {coordinatorUrl: "https://rma.example.org"}
        """;
    var rendered = new Manifests(Chart.parse(Chart.template("rma", List.of(values))));
    assertThat(rendered.names())
        .containsExactlyInAnyOrder(
            "ServiceAccount/rma-rma-platform-worker",
            "Service/rma-rma-platform-worker",
            "StatefulSet/rma-rma-platform-worker");
    assertThat(rendered.env("worker", "COORDINATOR_URL")).contains("https://rma.example.org");
  }

  @ParameterizedTest
  @CsvSource({"router, 9990", "coordinator, 9991", "worker, 9992"})
  void probesAskMicroProfileHealthOnTheManagementPort(String program, int port) {
    var rendered = Chart.render();
    var server = rendered.server(program);
    Map.of("startupProbe", "started", "livenessProbe", "live", "readinessProbe", "ready")
        .forEach(
            (probe, path) -> {
              var get = at(server, probe, "httpGet");
              assertThat(text(get, "path")).isEqualTo("/health/" + path);
              assertThat(text(get, "port")).isEqualTo("management");
            });
    assertThat(list(server, "ports").filter(p -> text(p, "name").equals("management")))
        .extracting(p -> p.get("containerPort").getAsInt())
        .containsExactly(port);
    assertThat(rendered.env(program, "MANAGEMENT_PORT")).contains(String.valueOf(port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", EVERYTHING})
  void theManagementPortIsInNoService(String values) {
    assertThat(Chart.render(values).of("Service"))
        .isNotEmpty()
        .allSatisfy(
            service ->
                assertThat(list(service, "spec", "ports").map(port -> text(port, "targetPort")))
                    .isSubsetOf("http", "http2", "dht"));
  }

  @Test
  void coordinatorAndWorkersAreReachedInTheDht() {
    var rendered = Chart.render(EVERYTHING);
    for (var service : List.of("coordinator", "coordinator-pods", "worker")) {
      var ports = list(rendered.one("Service", "rma-rma-platform-" + service), "spec", "ports");
      assertThat(ports.filter(port -> text(port, "targetPort").equals("dht")))
          .as(service)
          .singleElement()
          .satisfies(port -> assertThat(text(port, "port")).isEqualTo("8468"))
          .satisfies(port -> assertThat(text(port, "protocol")).isEqualTo("UDP"));
    }
    for (var program : List.of("coordinator", "worker")) {
      assertThat(rendered.env(program, "DHT_PORT")).contains("8468");
      assertThat(rendered.env(program, "DHT_SEEDS"))
          .contains("seed.example.org:8468,[2001:db8::1]:8468");
      var policy = rendered.one("NetworkPolicy", "rma-rma-platform-" + program).toString();
      assertThat(policy).contains("\"port\":\"dht\"", "198.51.100.0/24");
    }
    assertThat(rendered.one("NetworkPolicy", "rma-rma-platform-router").toString())
        .doesNotContain("dht");
  }

  @Test
  void theDhtCanBeSwitchedOff() {
    var rendered = Chart.render("dht: {enabled: false}", "networkPolicy: {enabled: true}");
    for (var program : List.of("coordinator", "worker")) {
      assertThat(rendered.env(program, "DHT_ENABLED")).contains("false");
    }
    assertThat(rendered.of("Service").toString()).doesNotContain("UDP");
    assertThat(rendered.of("NetworkPolicy").toString()).doesNotContain("UDP");
  }

  @Test
  void prometheusFindsTheMetricsOfAllProgramsOnTheirPublicPorts() {
    var rendered = Chart.render("metrics: {scrape: true}", "router: {podAnnotations: {a: b}}");
    for (var program : List.of("router", "coordinator", "worker")) {
      var annotations = annotations(rendered, program);
      assertThat(text(annotations, "prometheus.io/scrape")).isEqualTo("true");
      assertThat(text(annotations, "prometheus.io/path")).isEqualTo("/metrics");
      assertThat(text(annotations, "prometheus.io/port"))
          .isEqualTo(rendered.env(program, "HTTP_PORT").orElseThrow());
    }
    assertThat(text(annotations(rendered, "router"), "a")).isEqualTo("b");
    for (var program : List.of("router", "coordinator", "worker")) {
      assertThat(annotations(Chart.render(), program).toString()).doesNotContain("prometheus.io");
    }
  }

  private static JsonObject annotations(Manifests rendered, String program) {
    return at(rendered.pod(program), "metadata", "annotations");
  }

  @Test
  void passwordsStandInTheSecretOnly() {
    var rendered = Chart.render(EVERYTHING);
    for (var program : List.of("router", "coordinator")) {
      var passphrase = program + "-pass-phrase";
      var encoded = Base64.getEncoder().encodeToString(passphrase.getBytes());
      var secret = rendered.one("Secret", "rma-rma-platform-" + program + "-db");
      assertThat(text(at(secret, "data"), "password")).isEqualTo(encoded);
      assertThat(rendered.all().stream().filter(object -> !object.equals(secret)))
          .noneMatch(o -> o.toString().contains(passphrase) || o.toString().contains(encoded));
    }
  }

  @Test
  void noVariableThatSoundsSecretHasAPlainValue() {
    for (var container : Chart.render(EVERYTHING).containers()) {
      assertThat(list(container, "env"))
          .filteredOn(e -> text(e, "name").matches(".*(PASSWORD|USER|TOKEN|SECRET|KEY).*"))
          .allMatch(e -> !e.has("value") && at(e, "valueFrom").has("secretKeyRef"));
    }
  }

  @Test
  void anExistingSecretReplacesOurs() {
    var rendered =
        Chart.render(
            """
            database:
              router: {existingSecret: vault-router, userKey: login, passwordKey: pass}
              coordinator: {existingSecret: vault-coordinator}
            """);
    assertThat(rendered.of("Secret")).isEmpty();
    assertThat(databaseKeys(rendered, "router"))
        .containsOnly("vault-router/login", "vault-router/pass");
    assertThat(databaseKeys(rendered, "coordinator"))
        .containsOnly("vault-coordinator/username", "vault-coordinator/password");
  }

  private static Stream<String> databaseKeys(Manifests rendered, String program) {
    return list(rendered.server(program), "env")
        .map(entry -> at(entry, "valueFrom", "secretKeyRef"))
        .filter(reference -> reference.has("name"))
        .map(reference -> text(reference, "name") + "/" + text(reference, "key"));
  }

  @Test
  void aChangedPasswordRestartsThePods() {
    var before = Chart.render().podTemplates().getFirst();
    var after =
        Chart.render("database: {router: {password: a}, coordinator: {password: b}}")
            .podTemplates()
            .getFirst();
    assertThat(at(before, "metadata", "annotations"))
        .isNotEqualTo(at(after, "metadata", "annotations"));
  }

  @Test
  void routerAndCoordinatorMigrateTheirDatabasesFirst() {
    var rendered = Chart.render("migration: {image: {tag: '9'}}");
    for (var program : List.of("router", "coordinator")) {
      assertThat(list(rendered.pod(program), "spec", "initContainers"))
          .singleElement()
          .satisfies(
              migrate -> {
                assertThat(text(migrate, "image")).isEqualTo("localhost/rma-cli:9");
                assertThat(migrate.getAsJsonArray("args").toString()).isEqualTo("[\"migrate\"]");
                var theirs = migrate.getAsJsonArray("env").asList();
                assertThat(rendered.server(program).getAsJsonArray("env").asList())
                    .containsAll(theirs);
                assertThat(theirs.toString()).contains("rma_" + program);
              });
    }
    var worker = rendered.one("StatefulSet", "rma-rma-platform-worker");
    assertThat(at(worker, "spec", "template", "spec").has("initContainers")).isFalse();
  }

  @Test
  void theProgramsFindEachOther() {
    var rendered = Chart.render("router: {service: {port: 80}}");
    var router = "http://rma-rma-platform-router.volunteers.svc:80";
    var coordinator = "http://rma-rma-platform-coordinator.volunteers.svc:8080";
    assertThat(rendered.env("coordinator", "ROUTER_URL")).contains(router);
    assertThat(rendered.env("coordinator", "COORDINATOR_PUBLIC_URL")).contains(coordinator);
    assertThat(rendered.env("worker", "COORDINATOR_URL")).contains(router);
    var region = "{router: {enabled: false}, coordinator: {routerUrl: 'https://rma.example.org'}}";
    assertThat(Chart.render(region).env("worker", "COORDINATOR_URL")).contains(coordinator);
    assertThat(rendered.env("worker", "WORKER_PUBLIC_URL"))
        .contains("http://$(POD_NAME).rma-rma-platform-worker.volunteers.svc:8000");
    // Kubernetes expands $(POD_NAME) only where it was defined before.
    assertThat(list(rendered.server("worker"), "env").findFirst())
        .hasValueSatisfying(first -> assertThat(text(first, "name")).isEqualTo("POD_NAME"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"router", "coordinator"})
  void aServerKnowsThePortThatItsCallersName(String program) {
    var odd = Chart.render(program + ": {service: {port: 8181}}");
    assertThat(odd.env(program, "PUBLIC_PORT")).contains("8181");
    // Those that it knows by itself leave the variable free for one more.
    for (var known : List.of("{}", program + ": {service: {port: 80}}")) {
      assertThat(Chart.render(known).env(program, "PUBLIC_PORT")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"router", "coordinator"})
  void aPortForHttp2LeadsToTheListener(String program) {
    var rendered = Chart.render(program + ": {service: {http2Port: 9443}}");
    assertThat(rendered.env(program, "HTTP2_PORT")).contains("9443");
    assertThat(list(rendered.server(program), "ports"))
        .anySatisfy(
            port -> {
              assertThat(text(port, "name")).isEqualTo("http2");
              assertThat(text(port, "containerPort")).isEqualTo("9443");
            });
    var service = rendered.one("Service", "rma-rma-platform-" + program);
    assertThat(list(at(service, "spec"), "ports"))
        .anySatisfy(
            port -> {
              assertThat(text(port, "targetPort")).isEqualTo("http2");
              assertThat(text(port, "port")).isEqualTo("9443");
              assertThat(text(port, "appProtocol")).isEqualTo("kubernetes.io/h2c");
            });
    assertThat(Chart.render().env(program, "HTTP2_PORT")).isEmpty();
  }

  @Test
  void theRouterCallsTheCoordinatorAtThatPort() {
    var rendered = Chart.render("coordinator: {service: {http2Port: 9443}}");
    assertThat(rendered.env("coordinator", "COORDINATOR_PUBLIC_URL"))
        .hasValueSatisfying(url -> assertThat(url).endsWith(".svc:9443"));
    assertThat(Chart.render().env("coordinator", "COORDINATOR_PUBLIC_URL"))
        .hasValueSatisfying(url -> assertThat(url).endsWith(".svc:8080"));
  }

  @Test
  void theCoordinatorsSettingsReachIt() {
    var rendered = Chart.render(EVERYTHING);
    assertThat(rendered.env("coordinator", "LOCATION")).contains("north");
    assertThat(rendered.env("coordinator", "ALLOWED_ORIGINS"))
        .contains("https://a.example,https://b.example");
    assertThat(rendered.env("coordinator", "COORDINATOR_NAME")).contains("rma-rma-platform");
    assertThat(Chart.render().env("coordinator", "LOCATION")).isEmpty();
  }

  @Test
  void theCatalogueIsAFileThatFollowsItsValue() {
    var rendered = Chart.render(EVERYTHING);
    var map = rendered.one("ConfigMap", "rma-rma-platform-coordinator-catalogue");
    var catalogue = JsonParser.parseString(text(at(map, "data"), "catalogue.json"));
    assertThat(catalogue)
        .isEqualTo(
            JsonParser.parseString(
                "{'services':[{'name':'redis','requires':'storage','priority':1,'port':6379,'replicas':3}]}"));
    assertThat(rendered.env("coordinator", "CATALOGUE_FILE")).contains("/etc/rma/catalogue.json");
    assertThat(list(rendered.server("coordinator"), "volumeMounts"))
        .filteredOn(mount -> text(mount, "name").equals("catalogue"))
        .singleElement()
        .satisfies(
            mount -> {
              assertThat(text(mount, "mountPath")).isEqualTo("/etc/rma");
              assertThat(mount.has("subPath")).as("one that stays as it is").isFalse();
            });
    var other =
        Chart.render(
            EVERYTHING,
            "coordinator: {catalogue: [{name: a, requires: cpu, priority: 1, port: 1}]}");
    assertThat(rendered.pod("coordinator"))
        .as("no pod starts again")
        .isEqualTo(other.pod("coordinator"));
    assertThat(Chart.render().of("ConfigMap")).isEmpty();
    assertThat(Chart.render().env("coordinator", "CATALOGUE_FILE")).isEmpty();
  }

  @Test
  void theNodeKeyPersists() {
    var rendered = Chart.render();
    for (var program : List.of("coordinator", "worker")) {
      assertThat(
              list(
                      rendered.one("StatefulSet", "rma-rma-platform-" + program),
                      "spec",
                      "volumeClaimTemplates")
                  .map(Manifests::name))
          .containsExactly("state");
    }
    var claim = rendered.one("PersistentVolumeClaim", "rma-rma-platform-router-state");
    assertThat(text(at(claim, "metadata", "annotations"), "helm.sh/resource-policy"))
        .isEqualTo("keep");
    for (var server : rendered.servers()) {
      assertThat(list(server, "volumeMounts"))
          .anyMatch(
              m -> text(m, "name").equals("state") && text(m, "mountPath").equals("/var/lib/rma"));
      assertThat(rendered.env(text(server, "name"), "RMA_STATE_DIR")).contains("/var/lib/rma");
    }
  }

  @Test
  void aKeyOfOnesOwnReplacesTheVolume() {
    var rendered =
        Chart.render("{router: {keySecret: router-key}, coordinator: {keySecret: region-key}}");
    assertThat(rendered.of("PersistentVolumeClaim")).isEmpty();
    var router = rendered.one("Deployment", "rma-rma-platform-router");
    var coordinator = rendered.one("StatefulSet", "rma-rma-platform-coordinator");
    assertThat(at(coordinator, "spec").has("volumeClaimTemplates")).isFalse();
    assertThat(stateSecret(router)).isEqualTo("router-key");
    assertThat(stateSecret(coordinator)).isEqualTo("region-key");
  }

  private static String stateSecret(JsonObject workload) {
    return list(workload, "spec", "template", "spec", "volumes")
        .filter(volume -> text(volume, "name").equals("state"))
        .map(volume -> text(at(volume, "secret"), "secretName"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anUpdateNeverMountsTheVolumeOfAKeyTwice() {
    var rendered = Chart.render("{}");
    var router = rendered.one("Deployment", "rma-rma-platform-router");
    assertThat(at(router, "spec").get("replicas").getAsInt()).isEqualTo(1);
    assertThat(at(router, "spec", "strategy").toString()).isEqualTo("{\"type\":\"Recreate\"}");
    // A StatefulSet has one pod of each number, and ends it before it makes its successor.
    var coordinator = rendered.one("StatefulSet", "rma-rma-platform-coordinator");
    assertThat(at(coordinator, "spec").get("replicas").getAsInt()).isEqualTo(1);
  }

  @Test
  void routerAndCoordinatorCanHaveReplicas() {
    var rendered =
        Chart.render("{router: {replicas: 2, keySecret: a-key}, coordinator: {replicas: 3}}");
    var router = at(rendered.one("Deployment", "rma-rma-platform-router"), "spec");
    assertThat(router.get("replicas").getAsInt()).isEqualTo(2);
    assertThat(router.has("strategy")).as("updated while it runs").isFalse();
    var coordinator = rendered.one("StatefulSet", "rma-rma-platform-coordinator");
    assertThat(at(coordinator, "spec").get("replicas").getAsInt()).isEqualTo(3);
  }

  @Test
  void routerAndCoordinatorCanPauseAndWorkersBeMany() {
    var rendered =
        Chart.render("{router: {replicas: 0}, coordinator: {replicas: 0}, worker: {replicas: 50}}");
    assertThat(
            Stream.of(
                    rendered.one("Deployment", "rma-rma-platform-router"),
                    rendered.one("StatefulSet", "rma-rma-platform-coordinator"),
                    rendered.one("StatefulSet", "rma-rma-platform-worker"))
                .map(workload -> at(workload, "spec").get("replicas").getAsInt()))
        .containsExactly(0, 0, 50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1st",
        "team.volunteers.north",
        "a-release-name-that-is-as-long-as-helm-allows-it-to-be",
      })
  void namesStayWithinKubernetesLimits(String given) {
    var release = given.substring(0, Math.min(53, given.length()));
    var rendered = Chart.renderAs(release, EVERYTHING, "nameOverride: another-name-of-some-length");
    for (var object : rendered.all()) {
      var metadata = at(object.getAsJsonObject(), "metadata");
      assertThat(text(metadata, "name")).matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
      assertThat(at(metadata, "labels").entrySet())
          .allMatch(label -> label.getValue().getAsString().length() <= 63);
    }
    // Kubernetes adds a dash and ten characters for the revision, and keeps that in a label.
    assertThat(rendered.of("StatefulSet")).allMatch(set -> name(set).length() <= 52);
  }

  @Test
  void longNamesThatBeginAlikeStayApart() {
    var one = Chart.renderAs("a-release-name-that-is-long-and-ends-in-one").names();
    var two = Chart.renderAs("a-release-name-that-is-long-and-ends-in-two").names();
    assertThat(one).doesNotContainAnyElementsOf(two);
  }

  @Test
  void imagesAreNamedByTagOrDigest() {
    var digest = "sha256:" + "0123456789abcdef".repeat(4);
    var rendered =
        Chart.render(
            """
            image: {registry: registry.example.org/rma/, tag: "1.2"}
            coordinator: {image: {tag: "1.3"}}
            worker: {image: {digest: "%s"}}
            """
                .formatted(digest));
    assertThat(rendered.servers().stream().map(server -> text(server, "image")))
        .containsExactlyInAnyOrder(
            "registry.example.org/rma/rma-router:1.2",
            "registry.example.org/rma/rma-coordinator:1.3",
            "registry.example.org/rma/rma-worker@" + digest);
    assertThat(text(Chart.render().server("router"), "image"))
        .isEqualTo("localhost/rma-router:" + System.getProperty("project.version"));
  }

  @Test
  void anIngressLeadsToTheRouter() {
    var ingress = Chart.render(EVERYTHING).one("Ingress", "rma-rma-platform-router");
    assertThat(text(at(ingress, "spec"), "ingressClassName")).isEqualTo("nginx");
    assertThat(list(ingress, "spec", "rules"))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(text(rule, "host")).isEqualTo("rma.example.org");
              var backend = list(at(rule, "http"), "paths").toList().getFirst();
              assertThat(text(at(backend, "backend", "service"), "name"))
                  .isEqualTo("rma-rma-platform-router");
            });
    assertThat(list(ingress, "spec", "tls").map(tls -> text(tls, "secretName")))
        .containsExactly("rma-tls");
  }

  @Test
  void networkPoliciesLetInOnlyWhoHasTo() {
    var closed = Chart.render("networkPolicy: {enabled: true}");
    assertThat(closed.of("NetworkPolicy")).hasSize(3);
    assertThat(callers(closed, "router")).isEmpty();
    assertThat(callers(closed, "coordinator")).containsExactly("router", "worker");
    assertThat(callers(closed, "worker")).containsExactly("coordinator", "worker");
    assertThat(closed.of("NetworkPolicy").toString()).doesNotContain("management");

    var open = Chart.render(EVERYTHING);
    assertThat(open.of("NetworkPolicy").toString()).contains("management", "192.0.2.0/24");
    // Whoever narrows the router's callers still needs its own nodes to register there.
    assertThat(callers(open, "router")).containsExactly("coordinator", "worker");
  }

  private static List<String> callers(Manifests rendered, String program) {
    var policy = rendered.one("NetworkPolicy", "rma-rma-platform-" + program);
    return list(policy, "spec", "ingress")
        .limit(1)
        .flatMap(rule -> list(rule, "from"))
        .map(peer -> at(peer, "podSelector", "matchLabels"))
        .filter(labels -> labels.has("app.kubernetes.io/component"))
        .map(labels -> text(labels, "app.kubernetes.io/component"))
        .toList();
  }

  @Test
  void disruptionBudgetsAreThereOnDemand() {
    assertThat(Chart.render().of("PodDisruptionBudget")).isEmpty();
    var rendered = Chart.render(EVERYTHING);
    assertThat(rendered.of("PodDisruptionBudget").stream().map(Manifests::name))
        .containsExactlyInAnyOrder("rma-rma-platform-router", "rma-rma-platform-coordinator");
    // Of one pod none may be away: any other budget would keep nothing running.
    assertThat(rendered.of("PodDisruptionBudget"))
        .allMatch(budget -> text(at(budget, "spec"), "maxUnavailable").equals("0"));
  }

  /** Each workload and Service selects labels that its pods carry. */
  private static void assertSelectorsMeetPods(Manifests rendered) {
    var pods =
        rendered.podTemplates().stream().map(pod -> at(pod, "metadata", "labels").asMap()).toList();
    for (var service : rendered.of("Service")) {
      var selector = at(service, "spec", "selector").asMap().entrySet();
      assertThat(pods).filteredOn(labels -> labels.entrySet().containsAll(selector)).hasSize(1);
      var target =
          rendered.podTemplates().stream()
              .filter(p -> at(p, "metadata", "labels").entrySet().containsAll(selector))
              .flatMap(p -> list(p, "spec", "containers"))
              .findFirst()
              .orElseThrow();
      var names = list(target, "ports").map(port -> text(port, "name")).toList();
      assertThat(list(service, "spec", "ports").map(port -> text(port, "targetPort")))
          .isSubsetOf(names);
    }
    var workloads =
        Stream.concat(rendered.of("Deployment").stream(), rendered.of("StatefulSet").stream());
    assertThat(workloads)
        .allMatch(
            w ->
                at(w, "spec", "template", "metadata", "labels")
                    .entrySet()
                    .containsAll(at(w, "spec", "selector", "matchLabels").entrySet()));
    assertThat(rendered.of("StatefulSet"))
        .allMatch(
            set -> rendered.find("Service", text(at(set, "spec"), "serviceName")).isPresent());
  }

  /** Each mount has its volume, from the pod or from a claim template. */
  private static void assertVolumesMeetMounts(Manifests rendered) {
    for (var kind : List.of("Deployment", "StatefulSet")) {
      for (var workload : rendered.of(kind)) {
        var volumes =
            Stream.concat(
                    list(workload, "spec", "template", "spec", "volumes").map(v -> text(v, "name")),
                    list(workload, "spec", "volumeClaimTemplates").map(Manifests::name))
                .toList();
        assertThat(volumes).doesNotHaveDuplicates();
        var pod = at(workload, "spec", "template", "spec");
        var mounted =
            Stream.concat(list(pod, "containers"), list(pod, "initContainers"))
                .flatMap(container -> list(container, "volumeMounts"))
                .map(mount -> text(mount, "name"))
                .distinct();
        assertThat(mounted).containsExactlyInAnyOrderElementsOf(volumes);
      }
    }
  }

  private static void assertHardened(Manifests rendered) {
    for (var pod : rendered.podTemplates()) {
      var spec = at(pod, "spec");
      assertThat(text(spec, "automountServiceAccountToken")).isEqualTo("false");
      assertThat(text(spec, "enableServiceLinks")).isEqualTo("false");
      assertThat(text(at(spec, "securityContext"), "runAsNonRoot")).isEqualTo("true");
      assertThat(text(at(spec, "securityContext", "seccompProfile"), "type"))
          .isEqualTo("RuntimeDefault");
      assertThat(spec.get("terminationGracePeriodSeconds").getAsInt()).isPositive();
    }
    assertThat(rendered.of("ServiceAccount"))
        .allMatch(account -> text(account, "automountServiceAccountToken").equals("false"));
    for (var container : rendered.containers()) {
      var security = at(container, "securityContext");
      assertThat(text(security, "allowPrivilegeEscalation")).isEqualTo("false");
      assertThat(text(security, "readOnlyRootFilesystem")).isEqualTo("true");
      assertThat(at(security, "capabilities").get("drop").toString()).isEqualTo("[\"ALL\"]");
      assertThat(at(container, "resources", "requests").keySet()).contains("cpu", "memory");
      assertThat(at(container, "resources", "limits").keySet()).contains("memory");
      assertThat(list(container, "volumeMounts").map(m -> text(m, "mountPath"))).contains("/tmp");
    }
  }
}
