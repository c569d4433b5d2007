package uk.org.rmatool.rag;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static uk.org.rmatool.service.RunningProgram.json;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.service.RunningProgram;

/** The real service over HTTP, with a stand-in for the platform. */
class RagServiceTest {
  @TempDir static Path folder;
  private static StandIn platform;
  private static RunningProgram service;

  @BeforeAll
  static void start() throws Exception {
    platform = new StandIn();
    service =
        RunningProgram.start(
            RagMain.class,
            "--data-dir",
            folder.toString(),
            "--platform",
            platform.url(),
            "--max-text",
            "20000",
            "--max-passages",
            "60",
            "--max-collections",
            "10");
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    platform.close();
    assertThat(folder.resolve("work")).isEmptyDirectory();
  }

  @Test
  void broadcastJobsFillCollections() throws Exception {
    var made = job("{'job_type':'make-collection','job_data':{'collection':'jobs'}}");
    assertThat(made.getString("name")).isEqualTo("jobs");
    var put =
        job(
            "{'job_type':'ingest-document','job_data':{'collection':'jobs','id':'light','text':'The"
                + " lamp is lit half an hour before sunset.'}}");
    assertThat(put.getInt("passages")).isEqualTo(1);
    var found = ok(post("/collections/jobs/search", "{'query':'When is the light on?'}"));
    assertThat(found.getJsonArray("results").getJsonObject(0).getString("document_id"))
        .isEqualTo("light");
    var removed =
        job("{'job_type':'remove-document','job_data':{'collection':'jobs','id':'light'}}");
    assertThat(removed.getString("removed")).isEqualTo("light");
    assertThat(job("{'job_type':'embed','job_data':{'input':'a text'}}").getJsonArray("data"))
        .hasSize(1);
    assertThat(ok(service.delete("/collections/jobs")).getString("removed")).isEqualTo("jobs");
    assertThat(
            post("/jobs", "{'job_type':'ingest-document','job_data':{'collection':'gone'}}")
                .statusCode())
        .isEqualTo(404);
  }

  private static JsonObject job(String job) throws Exception {
    var done = ok(post("/jobs", job));
    assertThat(done.getString("status")).isEqualTo("completed");
    return done.getJsonObject("result");
  }

  @Test
  void textsBecomeUnitVectorsAndLikeOnesLieNearEachOther() throws Exception {
    var answer =
        ok(
            post(
                "/v1/embeddings",
                "{'model':'all-minilm-l6-v2-q','input':['A cat sleeps on the sofa.','The kitten"
                    + " naps on the couch.','Interest rates rose again.']}"));
    var vectors =
        answer.getJsonArray("data").getValuesAs(JsonObject.class).stream()
            .map(item -> floats(item.getJsonArray("embedding")))
            .toList();
    assertThat(vectors).hasSize(3);
    assertThat(cosine(vectors.get(0), vectors.get(0))).isCloseTo(1, within(1e-5));
    assertThat(cosine(vectors.get(0), vectors.get(1))).isGreaterThan(0.5);
    assertThat(cosine(vectors.get(0), vectors.get(2))).isLessThan(0.2);
    assertThat(answer.getJsonObject("usage").getInt("total_tokens")).isBetween(15, 30);
    assertThat(answer.getString("model")).isEqualTo("all-minilm-l6-v2-q");
  }

  @Test
  void base64HoldsTheSameVector() throws Exception {
    var plain = first(ok(post("/v1/embeddings", "{'input':'one text'}")));
    var encoded =
        first(ok(post("/v1/embeddings", "{'input':'one text','encoding_format':'base64'}")));
    var bytes = Base64.getDecoder().decode(encoded.getString("embedding"));
    float[] vector = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    assertThat(vector).isEqualTo(floats(plain.getJsonArray("embedding"))).hasSize(384);
  }

  @Test
  void whatCannotBeEmbeddedIsRefused() throws Exception {
    problem(422, post("/v1/embeddings", "{}"), "input");
    problem(422, post("/v1/embeddings", "{'input':''}"), "without words");
    problem(422, post("/v1/embeddings", "{'input':[]}"), "empty list");
    problem(422, post("/v1/embeddings", "{'input':[[1,2]]}"), "token ids");
    problem(422, post("/v1/embeddings", "{'input':'a','dimensions':100}"), "384");
    problem(422, post("/v1/embeddings", "{'input':'a','encoding_format':'x'}"), "base64");
    problem(422, post("/v1/embeddings", "{'input':'" + "a".repeat(40_001) + "'}"), "40000");
    problem(404, post("/v1/embeddings", "{'input':'a','model':'other'}"), "other");
    problem(413, post("/v1/embeddings", "{'input':[" + "'a',".repeat(256) + "'a']}"), "257");
    problem(400, post("/v1/embeddings", "{'input':"), "JSON");
    var models = ok(service.get("/v1/models")).getJsonArray("data");
    assertThat(models.getJsonObject(0).getString("id")).isEqualTo("all-minilm-l6-v2-q");
  }

  @Test
  void aDocumentIsFoundUntilItIsReplacedOrRemoved() throws Exception {
    make("life");
    var put =
        put("life", "{'id':'lamp','title':'Keepers','text':'The lamp is lit before sunset.'}", 201);
    assertThat(put.getInt("passages")).isEqualTo(1);
    assertThat(put.getBoolean("replaced")).isFalse();
    var found = search("life", "{'query':'When do they turn on the light?'}");
    assertThat(found.getFirst().getString("document_id")).isEqualTo("lamp");
    assertThat(found.getFirst().getString("text")).isEqualTo("The lamp is lit before sunset.");
    assertThat(found.getFirst().getJsonNumber("similarity").doubleValue()).isBetween(0.3, 1.0);

    assertThat(
            put("life", "{'id':'lamp','text':'Wind the clock daily.'}", 200).getBoolean("replaced"))
        .isTrue();
    found = search("life", "{'query':'lamp sunset'}");
    assertThat(found)
        .extracting(hit -> hit.getString("text"))
        .containsExactly("Wind the clock daily.");

    ok(service.delete("/collections/life/documents/lamp"));
    assertThat(search("life", "{'query':'clock'}")).isEmpty();
    problem(404, service.delete("/collections/life/documents/lamp"), "no document");
    problem(404, service.get("/collections/life/documents/lamp"), "no document");
  }

  @Test
  void filtersLookAtMetadata() throws Exception {
    make("filters");
    put(
        "filters",
        "{'id':'a','text':'An apple a day.','metadata':{'kind':'memo','year':1999}}",
        201);
    put(
        "filters",
        "{'id':'b','text':'Apples fall.','metadata':{'kind':['letter','old'],'year':2005}}",
        201);
    put(
        "filters",
        "{'id':'c','text':'The apple tree.','metadata':{'kind':'memo','year':2010,'open':true}}",
        201);
    assertThat(ids("filters", "{}")).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(ids("filters", "{'kind':'memo'}")).containsExactlyInAnyOrder("a", "c");
    assertThat(ids("filters", "{'kind':['old','none']}")).containsExactly("b");
    assertThat(ids("filters", "{'year':{'gte':1999,'lt':2010}}"))
        .containsExactlyInAnyOrder("a", "b");
    assertThat(ids("filters", "{'year':{'gt':1999}}")).containsExactlyInAnyOrder("b", "c");
    assertThat(ids("filters", "{'year':2005.0}")).containsExactly("b");
    assertThat(ids("filters", "{'open':true}")).containsExactly("c");
    assertThat(ids("filters", "{'document_id':['a','b'],'kind':'memo'}")).containsExactly("a");
    assertThat(ids("filters", "{'nothing':'x'}")).isEmpty();
    problem(
        422,
        post("/collections/filters/search", "{'query':'x','filter':{'year':{'above':1}}}"),
        "year");
    problem(422, post("/collections/filters/search", "{'query':'x','filter':{'kind':[]}}"), "kind");
  }

  @Test
  void everyModeFindsAndWordsThatNobodyUsesFindNothingByWords() throws Exception {
    make("modes");
    put("modes", "{'id':'a','text':'Invoice 4711 was paid in March.'}", 201);
    put("modes", "{'id':'b','text':'The garden is full of roses.'}", 201);
    for (var mode : List.of("hybrid", "vector", "keyword")) {
      var hits = search("modes", "{'query':'4711','mode':'%s'}".formatted(mode));
      assertThat(hits.getFirst().getString("document_id")).as(mode).isEqualTo("a");
    }
    assertThat(search("modes", "{'query':'flowers','mode':'keyword'}")).isEmpty();
    assertThat(search("modes", "{'query':'flowers','k':1}").getFirst().getString("document_id"))
        .isEqualTo("b");
    problem(
        422, post("/collections/modes/search", "{'query':' ','mode':'x','k':51}"), "k: must be");
  }

  @Test
  void documentsAreRemovedByAFilterAndTheOthersStay() throws Exception {
    make("sorting");
    put("sorting", "{'id':'a','text':'An old rule.','metadata':{'year':1911}}", 201);
    put("sorting", "{'id':'b','text':'A new rule.','metadata':{'year':2020}}", 201);
    put("sorting", "{'id':'c','text':'No year rules.'}", 201);
    var path = "/collections/sorting/documents";
    var old = path + "?filter=%7B%22year%22:%7B%22lt%22:1950%7D%7D";
    assertThat(ok(service.delete(old)).getInt("removed")).isEqualTo(1);
    assertThat(ok(service.delete(old)).getInt("removed")).isZero();
    assertThat(listed(ok(service.get(path)))).containsExactly("b", "c");
    assertThat(search("sorting", "{'query':'rule','mode':'keyword'}"))
        .extracting(hit -> hit.getString("document_id"))
        .containsExactlyInAnyOrder("b", "c");
    problem(422, service.delete(path), "filter: is required");
    problem(422, service.delete(path + "?filter=%7B%7D"), "filter: has no condition");
    problem(422, service.delete(path + "?filter=%7B%22year%22:%7B%7D%7D"), "year");
    problem(400, service.delete(path + "?filter=year"), "JSON");
  }

  @Test
  void documentsAreListedPageByPage() throws Exception {
    make("pages");
    for (var id : List.of("c", "a", "b")) {
      put("pages", "{'id':'%s','text':'Words of %s.'}".formatted(id, id), 201);
    }
    var first = ok(service.get("/collections/pages/documents?limit=2"));
    assertThat(listed(first)).containsExactly("a", "b");
    var next = first.getString("next_after");
    var second = ok(service.get("/collections/pages/documents?limit=2&after=" + next));
    assertThat(listed(second)).containsExactly("c");
    assertThat(second).doesNotContainKey("next_after");
    problem(422, service.get("/collections/pages/documents?limit=0"), "limit");
    assertThat(ok(service.get("/collections/pages")).getInt("documents")).isEqualTo(3);
  }

  @Test
  void whatIsTooMuchOrNotThereIsRefused() throws Exception {
    problem(404, post("/collections/none/search", "{'query':'x'}"), "no collection");
    problem(404, post("/collections/none/documents", "{'text':'x'}"), "no collection");
    problem(422, post("/collections/UPPER", "{}"), "lower-case");
    problem(422, post("/collections/a.b", "{}"), "name");
    make("limits");
    problem(422, post("/collections/limits/documents", "{'text':'  '}"), "no words");
    problem(422, post("/collections/limits/documents", "{'text':'x','id':'a/b'}"), "id");
    problem(
        422,
        post("/collections/limits/documents", "{'text':'x','metadata':{'a b':1}}"),
        "metadata");
    problem(
        422,
        post("/collections/limits/documents", "{'text':'x','metadata':{'a':{}}}"),
        "metadata.a");
    var sentences = "Some words of a sentence that goes on. ".repeat(600);
    problem(422, post("/collections/limits/documents", "{'text':'" + sentences + "'}"), "20000");
    var half = sentences.substring(0, 19_900);
    put("limits", "{'id':'a','text':'" + half + "'}", 201);
    put("limits", "{'id':'b','text':'" + half + "'}", 201);
    problem(
        413,
        post("/collections/limits/documents", "{'id':'c','text':'" + half + "'}"),
        "60 passages");
    ok(service.delete("/collections/limits"));
    problem(404, service.get("/collections/limits"), "no collection");
    make("limits");
    assertThat(search("limits", "{'query':'words'}")).isEmpty();
    ok(service.delete("/collections/limits"));
  }

  @Test
  void aFileIsReadByDocumentProcessingAndItsPassagesKeepTheirPages() throws Exception {
    platform.says(
        "/service/document-processing/extract",
        200,
        "{\"content_type\":\"application/pdf\",\"truncated\":false,\"metadata\":{\"dc:title\":\"Annual"
            + " report\"},\"text\":\"Sales grew.\\n"
            + "Costs fell sharply.\",\"chunks\":[{\"start\":0,"
            + "\"end\":11,\"page\":1},{\"start\":12,\"end\":31,\"page\":2}]}");
    make("files");
    var request =
        service
            .request(
                "/collections/files/documents?filename=r%20p.pdf&id=r&metadata=%7B%22y%22:1%7D")
            .header("Content-Type", "application/pdf")
            .POST(BodyPublishers.ofString("%PDF-"));
    var put = json(service.send(request));
    assertThat(put.getString("title")).isEqualTo("Annual report");
    assertThat(put.getInt("passages")).isEqualTo(2);
    var hit = search("files", "{'query':'expenses went down','filter':{'y':1}}").getFirst();
    assertThat(hit.getString("text")).isEqualTo("Costs fell sharply.");
    assertThat(hit.getInt("page")).isEqualTo(2);
    assertThat(platform.asked)
        .containsEntry(
            "/service/document-processing/extract?chunk_size=900&chunk_overlap=150&filename=r+p.pdf",
            "%PDF-");
  }

  @Test
  void aQuestionIsAnsweredFromPassagesAndOnlyRealOnesAreCited() throws Exception {
    platform.says("/service/llm-inference/v1/models", 200, "{\"data\":[{\"id\":\"tiny\"}]}");
    platform.says(
        "/service/llm-inference/v1/chat/completions",
        200,
        "{\"model\":\"tiny\",\"choices\":[{\"message\":{\"content\":\"At dusk [1], surely"
            + " [9].\"}}]}");
    make("asked");
    problem(422, post("/collections/asked/ask", "{}"), "question");
    var none = ok(post("/collections/asked/ask", "{'question':'When?'}"));
    assertThat(none.isNull("answer")).isTrue();
    put("asked", "{'id':'lamp','title':'Keepers','text':'The lamp is lit at dusk.'}", 201);
    var answer = ok(post("/collections/asked/ask", "{'question':'When is the lamp lit?'}"));
    assertThat(answer.getString("answer")).isEqualTo("At dusk [1], surely [9].");
    assertThat(answer.getString("model")).isEqualTo("tiny");
    var citations = answer.getJsonArray("citations").getValuesAs(JsonObject.class);
    assertThat(citations).hasSize(1);
    assertThat(citations.getFirst().getInt("number")).isEqualTo(1);
    assertThat(citations.getFirst().getString("document_id")).isEqualTo("lamp");
    assertThat(platform.asked.get("/service/llm-inference/v1/chat/completions"))
        .contains(
            "[1] Keepers\\nThe lamp is lit at dusk.",
            "Question: When is the lamp lit?",
            "\"tiny\"");
  }

  @Test
  void theDescriptionListsEveryPathAndItsMethods() throws Exception {
    var openApi = json(service.get("/openapi"));
    var paths = openApi.getJsonObject("paths");
    assertThat(paths.keySet())
        .containsExactlyInAnyOrder(
            "/v1/models",
            "/v1/embeddings",
            "/collections",
            "/collections/{name}",
            "/collections/{name}/documents",
            "/collections/{name}/documents/{id}",
            "/collections/{name}/search",
            "/collections/{name}/ask",
            "/health",
            "/jobs",
            "/openapi");
    for (var path : paths.keySet()) {
      var wrong =
          service.send(
              service
                  .request(path.replace("{name}", "n").replace("{id}", "i"))
                  .method("PATCH", BodyPublishers.noBody()));
      var allowed = Set.of(wrong.headers().firstValue("Allow").orElseThrow().split(", "));
      var described = new HashSet<String>();
      paths
          .getJsonObject(path)
          .keySet()
          .forEach(method -> described.add(method.toUpperCase(Locale.ROOT)));
      if (described.contains("GET")) {
        described.add("HEAD");
      }
      assertThat(allowed).as(path).isEqualTo(described);
    }
    assertThat(openApi.getValue("/components/schemas/Health/properties").asJsonObject().keySet())
        .containsAll(service.health().keySet());
  }

  private static JsonObject first(JsonObject embeddings) {
    return embeddings.getJsonArray("data").getJsonObject(0);
  }

  private static void make(String name) throws Exception {
    assertThat(post("/collections/" + name, "{}").statusCode()).isEqualTo(201);
  }

  private static JsonObject put(String collection, String json, int status) throws Exception {
    var response = post("/collections/%s/documents".formatted(collection), json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return json(response);
  }

  private static List<JsonObject> search(String collection, String json) throws Exception {
    return ok(post("/collections/%s/search".formatted(collection), json))
        .getJsonArray("results")
        .getValuesAs(JsonObject.class);
  }

  private static List<String> ids(String collection, String filter) throws Exception {
    return search(collection, "{'query':'apple','filter':%s}".formatted(filter)).stream()
        .map(hit -> hit.getString("document_id"))
        .toList();
  }

  private static List<String> listed(JsonObject page) {
    return page.getJsonArray("documents").getValuesAs(JsonObject.class).stream()
        .map(info -> info.getString("id"))
        .toList();
  }

  private static HttpResponse<String> post(String path, String json) throws Exception {
    return service.send(
        service
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.replace('\'', '"'), UTF_8)));
  }

  private static JsonObject ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private static void problem(int status, HttpResponse<String> response, String detail) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    try (var reader = Json.createReader(new StringReader(response.body()))) {
      assertThat(reader.readObject().getString("detail")).contains(detail);
    }
  }

  private static float[] floats(JsonArray list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(list.getValuesAs(JsonNumber.class).get(i).toString());
    }
    return values;
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
