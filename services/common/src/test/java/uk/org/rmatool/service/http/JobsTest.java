package uk.org.rmatool.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs over HTTP, at a service that says what it was asked. */
@Timeout(60)
class JobsTest {
  private final CountDownLatch slow = new CountDownLatch(1);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpService service;

  @BeforeEach
  void start() throws IOException {
    var places = new Places(1, "It is busy.");
    var routes =
        new Routes()
            .post("/echo", JobsTest::echo)
            .post("/rooms/{name}/things", JobsTest::echo)
            .delete("/rooms/{name}/things/{id}", JobsTest::echo)
            .post("/table", call -> new Answer(200, "text/csv", Map.of(), o -> o.write('a')))
            .post("/slow", places.limit(this::wait));
    new Jobs(routes)
        .json("say", "POST", "/echo")
        .json("put", "POST", "/rooms/{room}/things")
        .json("take", "DELETE", "/rooms/{room}/things/{id}")
        .json("list", "POST", "/table")
        .json("wait", "POST", "/slow")
        .upload("read", "/echo");
    service = new HttpService("127.0.0.1", 0, routes);
  }

  @AfterEach
  void stop() {
    slow.countDown();
    service.close();
    client.close();
  }

  private static Answer echo(Call call) throws IOException {
    var body = new String(call.body(Jobs.MAX_JOB), UTF_8);
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("method", call.request().getMethod())
            .add("target", call.request().getHttpURI().getPathQuery())
            .add("pages", call.parameter("pages").orElse(""))
            .add("type", call.header("Content-Type").orElse(""))
            .add("body", body)
            .build());
  }

  private Answer wait(Call call) throws InterruptedException {
    waiting.countDown();
    if (!slow.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody ended it");
    }
    return Answer.json(200, JsonObject.EMPTY_JSON_OBJECT);
  }

  private HttpResponse<String> job(String body) throws Exception {
    var request =
        HttpRequest.newBuilder(service.address().resolve("/jobs"))
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString(body.replace('\'', '"')));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private JsonObject result(String body) throws Exception {
    var answer = job(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).getString("status")).isEqualTo("completed");
    return json(answer).getJsonObject("result");
  }

  private static JsonObject json(HttpResponse<String> answer) {
    try (var reader = Json.createReader(new StringReader(answer.body()))) {
      return reader.readObject();
    }
  }

  private void assertRefused(String body, String detail) throws Exception {
    var answer = job(body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).getString("detail")).isEqualTo(detail);
  }

  @Test
  void theDataIsTheBodyOfTheRequestThatTheTypeStandsFor() throws Exception {
    var result = result("{'job_type':'say','job_data':{'text':'hé'}}");
    assertThat(result.getString("method")).isEqualTo("POST");
    assertThat(result.getString("target")).isEqualTo("/echo");
    assertThat(result.getString("type")).isEqualTo("application/json");
    assertThat(result.getString("body")).isEqualTo("{\"text\":\"hé\"}");
  }

  @Test
  void membersThatThePathNamesStandInIt() throws Exception {
    var put = result("{'job_type':'put','job_data':{'room':'a b/..','text':'x'}}");
    assertThat(put.getString("target")).isEqualTo("/rooms/a%20b%2F../things");
    assertThat(put.getString("body")).isEqualTo("{\"text\":\"x\"}");
    var taken = result("{'job_type':'take','job_data':{'room':'a','id':'7'}}");
    assertThat(taken.getString("method")).isEqualTo("DELETE");
    assertThat(taken.getString("target")).isEqualTo("/rooms/a/things/7");
    assertThat(taken.getString("body")).isEmpty();
    assertRefused(
        "{'job_type':'take','job_data':{'room':'a'}}",
        "job_data.id: is required and must be a string.");
  }

  @Test
  void aFileComesInBase64AndTheRestAreParameters() throws Exception {
    var content = Base64.getEncoder().encodeToString("some bytes".getBytes(UTF_8));
    var result =
        result(
            "{'job_type':'read','job_data':{'content':'%s','pages':'2-3 &','size':9}}"
                .formatted(content));
    assertThat(result.getString("body")).isEqualTo("some bytes");
    assertThat(result.getString("pages")).isEqualTo("2-3 &");
    assertThat(result.getString("target")).isEqualTo("/echo?pages=2-3%20%26&size=9");
    assertRefused(
        "{'job_type':'read','job_data':{'pages':'1'}}",
        "job_data.content: is required: the file, in Base64.");
    assertThat(job("{'job_type':'read','job_data':{'content':'*'}}").body())
        .contains("job_data.content: is no Base64");
    assertRefused(
        "{'job_type':'read','job_data':{'content':'','pages':[]}}",
        "job_data.pages: must be a string or a number.");
  }

  @Test
  void otherTypesAreRefusedWithThoseThatThereAre() throws Exception {
    assertRefused(
        "{'job_type':'fly'}",
        "job_type: is 'fly'; this service takes list, put, read, say, take, wait.");
    assertRefused("{}", "job_type: is required and must be a string.");
    assertThat(job("{").statusCode()).isEqualTo(400);
  }

  @Test
  void ofWhatIsLongOrNoJsonTheLengthIsTold() throws Exception {
    var text = "x".repeat(Jobs.MAX_RESULT);
    var outcome = json(job("{'job_type':'say','job_data':{'text':'%s'}}".formatted(text)));
    assertThat(outcome).doesNotContainKey("result");
    assertThat(outcome.getInt("result_bytes")).isGreaterThan(Jobs.MAX_RESULT);
    var table = json(job("{'job_type':'list'}"));
    assertThat(table.getString("status")).isEqualTo("completed");
    assertThat(table.getInt("result_bytes")).isEqualTo(1);
  }

  /** Jobs have no way around what limits the service's requests. */
  @Test
  void aJobFindsTheServiceAsBusyAsAnyRequest() throws Exception {
    var wait = "{'job_type':'wait'}";
    var first =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return job(wait);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    var second = job(wait);
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(json(second).getString("detail")).isEqualTo("It is busy.");
    slow.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(job(wait).statusCode()).as("the place is free again").isEqualTo(200);
  }
}
