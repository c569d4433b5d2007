package uk.org.rmatool.cli.operate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.cli.Rma;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.servers.Ports;
import uk.org.rmatool.cli.standin.StandInRouter;

/** The commands as an operator calls them, at a router that stands in for the real one. */
@Timeout(60)
class OperateTest {
  private static final TimeZone ZONE = TimeZone.getDefault();
  private static final String DECIDED = "2026-11-23 10:20:03"; // in Madrid

  @TempDir Path home;
  private StandInRouter router;
  private String out = "";
  private String err = "";

  @BeforeEach
  void start() throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Madrid"));
    router =
        new StandInRouter()
            .with("coordinators", node("edge-1", "serving", "heard of"))
            .with(
                "workers",
                """
                {"worker_id":"cpu-7","worker_type":"cpu","state":"serving","why":"heard of",
                 "age_seconds":3.9,"current_load":0.255,"active_requests":2,
                 "assigned_services":["notes-coa"],"coordinator":"edge-1",
                 "services_status":{"ner-extraction":"running","document-processing":"running",
                                    "notes-coa":"starting","ocr-engine":"running"}}\
                """)
            .with("workers", node("gpu-1", "suspect", "refused at 2026-11-23T09:20:03.392Z"))
            .with("workers", node("gpu-2", "drained", "drained by 192.0.2.1"));
  }

  @AfterEach
  void stop() {
    router.close();
    TimeZone.setDefault(ZONE);
  }

  private static String node(String id, String state, String why) {
    return Json.createObjectBuilder()
        .add("worker_id", id)
        .add("state", state)
        .add("why", why)
        .build()
        .toString();
  }

  @Test
  void workersAreATable() {
    assertThat(rma("workers")).isZero();
    assertThat(out.lines())
        .hasSize(4)
        .anyMatch(
            line ->
                line.matches(
                    "cpu-7 +cpu +serving +3s ago +0\\.2[56] +2"
                        + " +document-processing,ner-extraction,\\+1"))
        .anyMatch(line -> line.matches("gpu-1 .*suspect .* refused at " + DECIDED));
    assertThat(err).isEmpty();
  }

  @Test
  void aListIsReadToItsLastPage() {
    router.pagesOf(2);
    for (int i = 0; i < 5; i++) {
      router.with("workers", node("more " + i + "&x=%", "serving", "ok"));
    }
    assertThat(rma("workers")).isZero();
    assertThat(out.lines()).hasSize(1 + 8);
    assertThat(router.requests()).hasSize(4);
    assertThat(rma("workers", "--json")).isZero();
    assertThat(json().getJsonArray("workers")).hasSize(8);
    assertThat(json().isNull("next")).isTrue();
  }

  @Test
  void aListThatGoesInCirclesIsLeft() {
    router.always("{\"workers\":[],\"next\":\"again\"}");
    assertThat(rma("workers")).isEqualTo(1);
    assertThat(err).contains("does not get on with its list of workers");
  }

  private static String machine(String at, String more) {
    return """
    {"worker_id":"gpu-9","state":"serving","why":"heard of","status":"healthy",
     "capabilities":{"cpu_cores":8,"ram":"31.2GB","gpu_type":"Tesla T4",
       "gpus":[{"name":"Tesla T4"},{"name":"Tesla T4"}],
       "measured":{"cpu_bytes_per_second":412600000,"cpu_all_bytes_per_second":2900000000,
         "memory_bytes_per_second":9810000000,"measured_at":"%s"%s}}}\
    """
        .formatted(at, more);
  }

  private static final String GPU =
      """
      ,"disk_write_bytes_per_second":350400000,"gpus_by":"clpeak",
       "gpus":[{"name":"Tesla T4","memory_bytes_per_second":241500000000,
                "float_operations_per_second":8023450000000}]\
      """;

  @Test
  void whatMachinesClaimAndWhatTheyWereSeenToDoAreTwoThings() {
    router.with("workers", machine("2026-11-23T09:20:03.392Z", GPU));
    assertThat(rma("workers", "--measured")).isZero();
    assertThat(out.lines())
        .anyMatch(
            line ->
                line.matches(
                    "gpu-9 +8 +31.2GB +Tesla T4,\\+1 +%s +413 MB/s +2900 MB/s +9.8 GB/s +350 MB/s"
                            .formatted(DECIDED)
                        + " +Tesla T4, 24[12] GB/s of memory, 8.0 TFLOP/s"))
        .anyMatch(line -> line.matches("cpu-7( +-){9}"));
    assertThat(rma("why", "gpu-9")).isZero();
    assertThat(out)
        .contains(
            "measured %s: processor 413 MB/s, all 2900 MB/s; memory 9.8 GB/s; disk 350 MB/s"
                .formatted(DECIDED))
        .contains("measured GPU: Tesla T4, 24");
    assertThat(rma("why", "cpu-7")).isZero();
    assertThat(out).doesNotContain("measured");
  }

  @Test
  void aWorkerMeasuresAgainWhenItIsAsked() {
    var before = machine("2026-11-23T09:20:03.392Z", ",\"calls_meanwhile\":2");
    router
        .with("workers", machine("2026-11-23T10:00:00Z", GPU))
        .thenLooks(before) // when it is looked for
        .thenLooks(before)
        .thenLooks(before.replace("healthy", "measuring"));
    assertThat(rma("benchmark", "gpu-9", "--wait", "--timeout", "30")).isZero();
    assertThat(router.intent("gpu-9").getBoolean("benchmark")).isTrue();
    assertThat(out.lines())
        .containsSubsequence(
            "worker gpu-9: asked to measure its machine again",
            "  waiting for it to be told",
            "  measuring")
        .anyMatch(line -> line.startsWith("  measured 2026-11-23 11:00:00: processor 413 MB/s"));
    assertThat(rma("benchmark", "gpu-9", "--wait", "--timeout", "0", "--json")).isEqualTo(4);
    assertThat(json().getBoolean("benchmark")).isTrue();
    assertThat(rma("why", "gpu-9")).isZero();
  }

  @Test
  void statesAreFiltered() {
    assertThat(rma("workers", "--state", "drained")).isZero();
    assertThat(out.lines()).hasSize(2).anyMatch(line -> line.startsWith("gpu-2 "));
    assertThat(rma("workers", "--state", "drained", "--json")).isZero();
    assertThat(json().getJsonArray("workers")).hasSize(1);
    assertThat(rma("workers", "--state", "pending")).isZero();
    assertThat(out.strip()).isEqualTo("no workers in state pending");
  }

  @Test
  void whoDidNotAnswerIsNamedOnce() {
    router.pagesOf(1).silent("edge-2", "connection refused");
    assertThat(rma("workers", "--json")).isZero();
    assertThat(json().getJsonArray("unreachable")).hasSize(1);
    assertThat(err.lines())
        .singleElement()
        .asString()
        .contains("warning: coordinator edge-2 did not answer")
        .contains("connection refused");
  }

  @Test
  void coordinatorsAreATableWhetherTheyComeInPagesOrNot() {
    assertThat(rma("coordinators")).isZero();
    assertThat(out.lines()).hasSize(2).anyMatch(line -> line.startsWith("edge-1 "));
    router.always("[{\"worker_id\":\"edge-9\",\"suspect\":\"refused\"}]");
    assertThat(rma("coordinators")).isZero();
    assertThat(out.lines()).anyMatch(line -> line.matches("edge-9 .* suspect .* refused"));
    router.always("[{\"worker_id\":\"edge-9\",\"worker_count\":12,\"service_count\":5}]");
    assertThat(rma("coordinators")).isZero();
    assertThat(out).contains("WORKERS  SERVICES").containsPattern("edge-9 .* 12 +5");
  }

  @Test
  void usageIsATable() {
    router.always(
        """
        {"usage":[{"at":1795425603392,"endpoint":"chat","model":"org/m","outcome":"completed",
                   "prompt_tokens":9,"completion_tokens":120,"first_token_ms":180,
                   "duration_ms":4100,"workers":["cpu-7","cpu-9"]},
                  {"at":1795425603392,"endpoint":"embeddings","model":"m","outcome":"failed",
                   "prompt_tokens":null,"completion_tokens":null,"first_token_ms":null,
                   "duration_ms":2,"workers":[]}],"dropped":0,"next":null}\
        """);
    assertThat(rma("usage", "--model", "org/m x", "--limit", "5")).isZero();
    assertThat(router.requests()).containsExactly("GET /api/admin/usage?limit=5&model=org%2Fm%20x");
    assertThat(out.lines())
        .hasSize(3)
        .anyMatch(
            line ->
                line.matches(
                    DECIDED + " +org/m +chat +9 +120 +0.18 s +4.10 s +completed +cpu-7 > cpu-9"))
        .anyMatch(line -> line.matches(DECIDED + " +m +embeddings +- +- +- +0.00 s +failed +-"));
    assertThat(rma("usage", "--json")).isZero();
    assertThat(json().getJsonArray("usage")).hasSize(2);
  }

  @Test
  void whatNodesSayDoesNotSteerTheTerminal() {
    router.with("workers", node("evil", "suspect", "\u001b[2J\u202egone"));
    assertThat(rma("workers")).isZero();
    assertThat(out).contains("?[2J?gone").doesNotContain("\u001b");
  }

  @Test
  void whyTellsStateAndDecisionAndEvents() {
    router.event("gpu-2", 1_795_425_603_392L, "drained", "drained by 192.0.2.1: disk fails");
    router.event("gpu-2", 1_795_425_003_392L, "registered", "from 192.0.2.7");
    rma("drain", "gpu-2", "--reason", "disk fails");
    assertThat(rma("why", "gpu-2")).isEqualTo(4);
    assertThat(out.lines().toList())
        .containsExactly(
            "worker gpu-2 is drained, since " + DECIDED + ": drained by 192.0.2.1",
            "decided: drained (disk fails; by 192.0.2.1, " + DECIDED + ")",
            "",
            "WHEN                 WHAT        WHERE  REASON",
            DECIDED + "  drained     -      drained by 192.0.2.1: disk fails",
            "2026-11-23 10:10:03  registered  -      from 192.0.2.7");
    assertThat(rma("why", "gpu-2", "--events", "0")).isEqualTo(4);
    assertThat(out.lines()).hasSize(2);
  }

  @Test
  void whyTellsWhichServicesDoNotRun() {
    router.with(
        "workers",
        """
        {"worker_id":"big-1","state":"serving","why":"heard of",
         "services_status":{"redis":"failed: port 6379 is in use","ner-extraction":"running"}}\
        """);
    assertThat(rma("why", "big-1")).isZero();
    assertThat(out.lines().toList()).contains("redis: failed: port 6379 is in use");
    assertThat(out).doesNotContain("ner-extraction");
  }

  @Test
  void historiesAreReadAsFarAsWanted() {
    router.pagesOf(2);
    for (int i = 0; i < 7; i++) {
      router.event("cpu-7", i, "suspected", "refused");
    }
    assertThat(rma("why", "cpu-7", "--events", "5")).isZero();
    assertThat(out.lines().filter(line -> line.contains("suspected"))).hasSize(5);
    assertThat(rma("why", "cpu-7", "--events", "99", "--json")).isZero();
    assertThat(json().getJsonArray("events")).hasSize(7);
    assertThat(json().getJsonNumber("since").longValue()).isEqualTo(StandInRouter.DECIDED_AT);
  }

  @ParameterizedTest
  @CsvSource({"serving, 0", "held_back, 4", "rejected, 4", "gone, 3"})
  void theStatusOfWhyIsTheState(String state, int status) {
    router.with("workers", node("x", state, "because"));
    assertThat(rma("why", "x")).isEqualTo(status);
  }

  @Test
  void aBeginningThatOneIdHasIsEnough() {
    router.pagesOf(1);
    assertThat(rma("why", "cpu")).isZero();
    assertThat(out).startsWith("worker cpu-7 is serving");
    assertThat(rma("why", "edge")).isZero();
    assertThat(out).startsWith("coordinator edge-1 is serving");
    assertThat(rma("reject", "gpu")).isEqualTo(2);
    assertThat(err.strip()).isEqualTo("rma: 2 ids begin with 'gpu': gpu-1, gpu-2");
    router.with("workers", node("gpu", "serving", "ok"));
    assertThat(rma("why", "gpu")).isZero();
  }

  @Test
  void whoIsUnknownIsSaidWithWhoIsLikeIt() {
    assertThat(rma("drain", "PU-")).isEqualTo(3);
    assertThat(err.strip())
        .isEqualTo(
            "rma: no coordinator or worker is called 'PU-'; did you mean cpu-7, gpu-1, gpu-2?");
    assertThat(rma("why", "nobody")).isEqualTo(3);
    assertThat(err).contains("'nobody'; ./rma workers and ./rma coordinators list them");
    assertThat(rma("why", " ")).isEqualTo(2);
  }

  @Test
  void whileACoordinatorIsAwayNobodyIsSaidToBeUnknown() {
    router.silent("edge-2", "refused");
    assertThat(rma("why", "edge-1")).isZero();
    assertThat(rma("why", "cpu")).isZero();
    assertThat(rma("why", "nobody")).isEqualTo(1);
    assertThat(err).contains("Whether there is a worker 'nobody' is not known now.");
  }

  @Test
  void anIdThatBothHaveIsAskedAbout() {
    router.with("workers", node("edge-1", "drained", "ok"));
    assertThat(rma("cordon", "edge-1")).isEqualTo(2);
    assertThat(err).contains("say --worker or --coordinator");
    assertThat(rma("why", "edge-1", "--coordinator")).isZero();
    assertThat(rma("why", "edge-1", "--worker")).isEqualTo(4);
  }

  @Test
  void idsOfAnyLettersAreFound() {
    router.with("workers", node("a b/c?d%e", "serving", "ok"));
    assertThat(rma("cordon", "a b/c?d%e")).isZero();
    assertThat(router.intent("a b/c?d%e").getBoolean("cordon")).isTrue();
  }

  @Test
  void aCoordinatorIsAskedAboutItsWorkers() {
    router.asCoordinator();
    assertThat(rma("why", "cpu")).isZero();
    assertThat(rma("cordon", "cpu-7")).isZero();
    assertThat(rma("coordinators")).isEqualTo(3);
    assertThat(err).contains("does not list coordinators; only routers list coordinators");
  }

  @Test
  void decisionsAreSentAndWhatHoldsThenIsSaid() {
    assertThat(rma("drain", "cpu-7", "--reason", "disk fails")).isZero();
    assertThat(out.strip())
        .isEqualTo("worker cpu-7: drained (disk fails; by 192.0.2.1, " + DECIDED + ")");
    assertThat(rma("cordon", "cpu-7")).isZero();
    assertThat(rma("weight", "cpu-7", "30")).isZero();
    assertThat(rma("reject", "cpu-7")).isZero();
    assertThat(out).startsWith("worker cpu-7: rejected, drained, cordoned, weight 30 (");
    assertThat(rma("undrain", "cpu-7")).isZero();
    assertThat(rma("uncordon", "cpu-7")).isZero();
    assertThat(rma("approve", "cpu-7", "--json")).isZero();
    assertThat(json()).isEqualTo(router.intent("cpu-7"));
    assertThat(rma("weight", "cpu-7", "100")).isZero();
    assertThat(out).startsWith("worker cpu-7: nothing special (");
    assertThat(rma("cordon", "edge-1")).isZero();
    assertThat(out).startsWith("coordinator edge-1: cordoned (");
  }

  @Test
  void aServingNodeShowsWhatWasDecidedAboutIt() {
    rma("cordon", "cpu-7");
    rma("weight", "cpu-7", "30");
    assertThat(rma("workers")).isZero();
    assertThat(out.lines()).anyMatch(line -> line.matches("cpu-7 .* cordoned, weight 30"));
  }

  @Test
  void labelsAreSetAndTakenAway() {
    assertThat(rma("label", "cpu-7", "rack=b2", "note=a=b", "empty=")).isZero();
    assertThat(rma("label", "cpu-7", "rack-", "site=x")).isZero();
    assertThat(router.intent("cpu-7").getJsonObject("labels").toString())
        .isEqualTo("{\"note\":\"a=b\",\"empty\":\"\",\"site\":\"x\"}");
    for (var wrong : List.of("rack", "")) {
      assertThat(rma("label", "cpu-7", wrong, "site-")).isEqualTo(2);
    }
    assertThat(rma("label", "cpu-7", "site=y", "site-")).isEqualTo(2);
    assertThat(err).contains("'site' is named twice");
    assertThat(rma("label", "cpu-7")).isEqualTo(2);
  }

  @Test
  void whatTheRouterRefusesIsSaidInItsWords() {
    assertThat(rma("weight", "cpu-7", "101")).isEqualTo(2);
    assertThat(err.strip()).isEqualTo("rma: weight: must be a whole number from 0 to 100.");
    assertThat(rma("weight", "cpu-7", "much")).isEqualTo(2);
  }

  @Test
  void aDrainWaitsForAWordSaidAfterItThatNoCallsAreLeft() {
    router
        .thenLooks(node("cpu-7", "serving", "ok"))
        .thenLooks(calls(0, 60))
        .thenLooks(calls(2, 0))
        .thenLooks(calls(2, 0))
        .thenLooks(calls(0, 0));
    assertThat(rma("drain", "cpu-7", "--wait", "--timeout", "30")).isZero();
    assertThat(out.lines().skip(1))
        .containsExactly(
            "  waiting for its next heartbeat", "  waiting: 2 calls left", "  no calls left");
  }

  @Test
  void aDrainThatTakesLongerIsSaid() {
    router.with("workers", calls(1, 0));
    assertThat(rma("drain", "cpu-7", "--wait", "--timeout", "1", "--json")).isEqualTo(4);
    assertThat(json().getBoolean("drain")).isTrue();
    assertThat(err.strip()).endsWith("waiting: 1 call left");
  }

  @Test
  void aDrainedCoordinatorIsWaitedForWhileItHasWorkers() {
    assertThat(rma("drain", "edge-1", "--wait", "--timeout", "0")).isEqualTo(4);
    assertThat(out).contains("waiting: 1 worker left");
    router.with("workers", node("cpu-7", "serving", "moved"));
    assertThat(rma("drain", "edge-1", "--wait", "--timeout", "0")).isZero();
    assertThat(out).contains("no workers left");
    router.silent("edge-1", "refused");
    assertThat(rma("drain", "edge-1", "--wait", "--timeout", "0")).isEqualTo(4);
  }

  private static String calls(int calls, int age) {
    return "{\"worker_id\":\"cpu-7\",\"state\":\"drained\",\"active_requests\":%d,\"age_seconds\":%d}"
        .formatted(calls, age);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html>", " ", "\"text\"", "[]", "{}", "{\"workers\":7}", "{\"workers\":["})
  void answersOfSomethingElseAreSaidInOneLine(String body) {
    router.always(body);
    var status = rma("workers");
    if (body.equals("[]")) {
      assertThat(status).isZero(); // a list without entries, as those without pages are
    } else {
      assertThat(status).isEqualTo(1);
      assertThat(err.lines()).singleElement().asString().contains("is it a router");
    }
    assertThat(rma("why", "cpu-7", "--worker")).isEqualTo(1);
    assertThat(err.lines()).singleElement().asString().contains("is it a router");
  }

  @Test
  void aRouterThatIsAwayIsSaidInOneLine() throws Exception {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(run("workers", "--router", "http://127.0.0.1:" + free)).isEqualTo(1);
    assertThat(err.strip())
        .isEqualTo(
            "rma: nothing answers at http://127.0.0.1:%d; start the platform with ./rma up, or name"
                    .formatted(free)
                + " the router with --router");
    for (var wrong : List.of("router", "ftp://x", "http://", "http://x?y", "http://a b")) {
      assertThat(run("workers", "--router", wrong)).isEqualTo(2);
    }
  }

  @Test
  void theRouterThatRunsFromThisHomeIsAsked() throws Exception {
    var offset = 40_000;
    var state = new RunState(Phase.READY, ProcessIdentity.self(), offset, "", Map.of(), List.of());
    new RunFile(new Home(home)).write(state);
    assertThat(run("workers", "--home", home.toString())).isEqualTo(1);
    assertThat(err).contains("http://localhost:" + new Ports(offset).router() + ";");
    new RunFile(new Home(home)).write(state.ended());
    run("workers", "--home", home.toString());
    assertThat(err).doesNotContain(Integer.toString(new Ports(offset).router()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "workers",
        "coordinators",
        "why",
        "drain",
        "undrain",
        "cordon",
        "uncordon",
        "weight",
        "approve",
        "reject",
        "label"
      })
  void helpHasAnExample(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out).contains("Example: ./rma " + command);
  }

  private JsonObject json() {
    try (var reader = Json.createReader(new StringReader(out))) {
      return reader.readObject();
    }
  }

  private int rma(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--router", router.url() + "/"));
    return run(all.toArray(String[]::new));
  }

  private int run(String... arguments) {
    var stdout = new ByteArrayOutputStream();
    var stderr = new ByteArrayOutputStream();
    var realOut = System.out;
    var realErr = System.err;
    try {
      System.setOut(new PrintStream(stdout, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(stderr, true, StandardCharsets.UTF_8));
      return Rma.run(arguments);
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
      out = stdout.toString(StandardCharsets.UTF_8);
      err = stderr.toString(StandardCharsets.UTF_8);
    }
  }
}
