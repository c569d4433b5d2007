package uk.org.rmatool.system.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.system.refusal.ControlCalls.Call;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Problems;
import uk.org.rmatool.system.rig.SharedPlatform;

/**
 * Every kind of bad input at every control call that a program documents: it is refused with a
 * problem of a documented kind, nothing is changed by it, and the program goes on.
 */
@ExtendWith(SharedPlatform.class)
class BadInputsIT {
  private static final List<String> BAD_IDS =
      List.of(
          "nobody-there",
          "x".repeat(201),
          "x".repeat(4_000),
          "%FF",
          "%C0%80",
          "%20",
          "-",
          "a%27;drop%20table%20worker",
          "%F0%9F%92%A5",
          "a%2Fb",
          "NaN");

  /** Of those what the DHT can be asked for: a text of moderate length. */
  private static final Set<String> GOOD_KEYS =
      Set.of("nobody-there", "-", "a%27;drop%20table%20worker", "%F0%9F%92%A5", "a%2Fb", "NaN");

  /** The server itself answers these, with 400 and no problem. */
  private static final List<String> CONTROL_CHARACTERS = List.of("%00", "a%0Ab");

  private static final List<String> BAD_LIMITS =
      List.of(
          "0", "-1", "1001", "x", "", "1.5", "NaN", "%00", "%FF", "9".repeat(40), "1e2", "%2B1");

  private static final List<String> BAD_CURSORS =
      List.of("", "!", "%00", "%FF", "-1", "null", "x".repeat(3_000), "9".repeat(19), "%27");

  private static final Map<String, List<String>> BAD_QUERIES =
      Map.of("limit", BAD_LIMITS, "cursor", BAD_CURSORS);

  private static final List<List<String>> ODD_HEADERS =
      List.of(
          List.of("If-Match", "x"),
          List.of("If-Match", "\"x\""),
          List.of("If-None-Match", "x"),
          List.of("If-None-Match", "\""),
          List.of("If-None-Match", "W/"),
          List.of("If-Modified-Since", "x"),
          List.of("If-Unmodified-Since", "x"),
          List.of("Range", "bytes=9-1"),
          List.of("Accept", "x"),
          List.of("Accept", "image/png"),
          List.of("Accept-Encoding", ";"),
          List.of("Accept-Language", "\""),
          List.of("Content-Type", "x"),
          List.of("Signature", "x"),
          List.of("Signature-Input", "node=("),
          List.of("X-Forwarded-Proto", "\""));

  private final List<String> complaints = new ArrayList<>();

  /** Asked as the machine's owner, so that what only she may do is looked at, too. */
  private String authorization = "";

  @ParameterizedTest
  @ValueSource(strings = {"router", "coordinator", "worker"})
  void badInputsAreRefusedEverywhereAndChangeNothing(String program, Platform platform) {
    var server =
        switch (program) {
          case "router" -> platform.router();
          case "coordinator" -> platform.coordinator();
          default -> platform.worker();
        };
    authorization = "Bearer " + platform.ownerToken();
    var document = platform.management(program).get("/openapi?format=JSON").object();
    var calls = new ControlCalls(document).all();
    assertThat(calls).hasSizeGreaterThan(2);
    var worker = "bad-inputs-" + UUID.randomUUID();
    FakeWorker.join(
        platform.router(),
        FakeWorker.registration(worker, worker, URI.create("http://127.0.0.1:9")));
    var before = registry(platform);
    assertThat(before.toString()).contains(worker);
    for (var call : calls) {
      try {
        var known =
            call.path().startsWith("/pages/")
                ? "pages.css"
                : call.path().matches(".*(/coordinators/|/edge/).*") ? coordinator(before) : worker;
        badBodies(server, call, known);
        badPlaces(server, call);
        badQueries(server, call, known);
        oddHeaders(server, call, known);
        wrongMethods(server, call, known, calls);
      } catch (AssertionError e) {
        complaints.add(call + ": " + e.getMessage());
      }
    }
    assertThat(complaints).isEmpty();
    assertThat(registry(platform)).isEqualTo(before);
    assertThat(server.get("/health").status()).isEqualTo(200);
    platform.router().delete("/api/worker/unregister/" + worker);
  }

  private void badBodies(Http server, Call call, String known) {
    if (call.body().isEmpty()) {
      return;
    }
    var body = call.body().get();
    var example = example(call, body.example(), known);
    var path = call.at(known);
    BadBodies.general()
        .forEach(
            (bad, status) ->
                check(
                    call,
                    bad,
                    send(server, call, path, BodyPublishers.ofString(bad)),
                    Set.of(status)));
    check(
        call,
        "not UTF-8",
        send(server, call, path, BodyPublishers.ofByteArray(BadBodies.notUtf8(example))),
        Set.of(400));
    BadBodies.wrongMembers(body.schema(), example)
        .forEach(
            (bad, member) -> {
              var answer = send(server, call, path, BodyPublishers.ofString(bad));
              check(call, bad, answer, Set.of(400, 413, 422));
              if (answer.status() != 413 && !answer.text().contains(member)) {
                complain(call, bad, "does not name " + member + ": " + answer);
              }
            });
  }

  /** What would be good, but for an id that is not there or does not sign. */
  private static JsonObject example(Call call, JsonObject example, String known) {
    if (!example.containsKey("worker_id")) {
      return example;
    }
    var changed = Json.createObjectBuilder(example);
    if (call.path().startsWith("/api/edge/")) {
      changed.add("stream", "bad-inputs"); // without it, what is called events is something else
    }
    return changed
        .add("worker_id", call.path().endsWith("/edge/register") ? "bad-inputs" : known)
        .build();
  }

  private void badPlaces(Http server, Call call) {
    if (!call.hasPlace()) {
      return;
    }
    var body =
        call.body()
            .map(b -> BodyPublishers.ofString(b.example().toString()))
            .orElse(BodyPublishers.noBody());
    for (var id : CONTROL_CHARACTERS) {
      var answer = send(server, call, call.at(id), body);
      if (answer.status() != 400) {
        complain(call, id, answer.toString());
      }
    }
    for (var id : BAD_IDS) {
      if (!call.path().startsWith("/api/dht/") || !GOOD_KEYS.contains(id)) {
        check(call, id, send(server, call, call.at(id), body), Set.of(400, 404, 422, 503));
      }
    }
  }

  private void badQueries(Http server, Call call, String known) {
    for (var name : call.parameters()) {
      for (var bad : BAD_QUERIES.getOrDefault(name, List.of())) {
        var path = call.at(known) + "?" + name + "=" + bad;
        check(
            call,
            name + "=" + bad,
            send(server, call, path, BodyPublishers.noBody()),
            Set.of(400, 422));
      }
    }
  }

  private void oddHeaders(Http server, Call call, String known) {
    for (var header : ODD_HEADERS) {
      if (call.method().equals("GET")) {
        var answer =
            server.send(
                "GET",
                call.at(known),
                "",
                "Authorization",
                authorization,
                header.get(0),
                header.get(1));
        if (answer.status() == 503 && call.statuses().contains(503)) {
          continue;
        }
        if (header.get(0).equals("If-Match")
            && server.get(call.at(known)).header("ETag").isPresent()) {
          check(call, header.toString(), answer, Set.of(412));
        } else if (answer.status() >= 500) {
          complain(call, header.toString(), answer.toString());
        } else if (answer.status() >= 400) {
          check(call, header.toString(), answer, Set.of(400, 406));
        }
      }
    }
  }

  private void wrongMethods(Http server, Call call, String known, List<Call> calls) {
    for (var method : ControlCalls.wrongMethods(call.path(), calls)) {
      var answer = server.send(method, call.at(known), "{}", "Content-Type", "application/json");
      if (answer.status() != 405 || answer.header("Allow").isEmpty()) {
        complain(call, method, answer.toString());
      } else {
        Problems.assertProblemMembers(answer);
      }
    }
  }

  private Answer send(Http server, Call call, String path, BodyPublisher body) {
    return server.send(
        call.method(),
        path,
        body,
        "Content-Type",
        "application/json",
        "Authorization",
        authorization);
  }

  private void check(Call call, String input, Answer answer, Set<Integer> expected) {
    if (!expected.contains(answer.status())) {
      complain(call, input, answer.toString());
      return;
    }
    if (!call.statuses().contains(answer.status())) {
      complain(call, input, "is not documented: " + answer);
    }
    try {
      Problems.assertProblemMembers(answer);
    } catch (AssertionError e) {
      complain(call, input, e.getMessage());
    }
  }

  private void complain(Call call, String input, String what) {
    var shown = input.length() <= 300 ? input : input.substring(0, 300) + "...";
    complaints.add("%s <- %s%n    %s".formatted(call, shown, what));
  }

  private static String coordinator(Map<String, JsonObject> registry) {
    return registry.keySet().stream()
        .filter(id -> registry.get(id).containsKey("location"))
        .findFirst()
        .orElseThrow();
  }

  /** All that is registered, without what changes by itself. */
  private static Map<String, JsonObject> registry(Platform platform) {
    var known = new TreeMap<String, JsonObject>();
    var lists =
        List.of(
            platform.router().get("/api/admin/coordinators").json().asJsonArray(),
            platform.coordinator().get("/api/admin/workers").object().getJsonArray("workers"));
    for (JsonArray list : lists) {
      for (var node : list.getValuesAs(JsonObject.class)) {
        var kept = Json.createObjectBuilder();
        node.forEach(
            (name, value) -> {
              if (isLasting(node, name)) {
                kept.add(name, value);
              }
            });
        known.put(node.getString("worker_id"), kept.build());
      }
    }
    return known;
  }

  /** Nobody renews the lease of the worker made here. */
  private static boolean isLasting(JsonObject node, String name) {
    return node.getString("worker_id").startsWith("bad-inputs-")
        ? !Set.of("age_seconds", "why").contains(name)
        : Set.of("worker_id", "location", "tunnel_url", "registered_at", "intent", "state")
            .contains(name);
  }
}
