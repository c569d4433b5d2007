package uk.org.rmatool.notes;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.service.RunningProgram;

/** The real service over HTTP, with a stand-in for the platform. */
class NotesServiceTest {
  private static final String NOTES =
      """
      😀 Jane owes the council £1,250 in rent arrears.
      I will write to British Gas. Client to send wage slips by 12 April.
      """;
  private static final String GROUNDED =
      """
      {"matters_discussed": [{"text": "You owe the council £1,250 in rent arrears.",
                              "quote": "Jane owes the council £1,250 in rent arrears."}],
       "our_actions": [{"text": "Write to British Gas.", "quote": "I will write to British Gas."}],
       "your_actions": [{"text": "Send your wage slips.",
                         "quote": "Client to send wage slips by 12 April."}],
       "deadlines": []}
      """;
  private static final String INVENTING = GROUNDED.replace("rent arrears.\",", "fines.\",");

  private static StandInPlatform platform;
  private static RunningProgram service;

  @BeforeAll
  static void start() throws Exception {
    platform = new StandInPlatform();
    service =
        RunningProgram.start(
            NotesMain.class,
            "--platform",
            platform.address().toString(),
            "--timeout",
            "2",
            "--max-notes",
            "3000");
  }

  @AfterAll
  static void stop() {
    service.close();
    platform.close();
  }

  @Test
  void aModelThatKeepsToTheNotesIsBelievedAndNoDeadlineIsLost() throws Exception {
    platform.says(GROUNDED);
    var answer = convert(NOTES);
    assertThat(answer.getString("method")).isEqualTo("llm");
    assertThat(answer.getString("model")).isEqualTo("tiny");
    assertThat(texts(answer, "matters_discussed"))
        .containsExactly("You owe the council £1,250 in rent arrears.");
    assertThat(texts(answer, "our_actions")).containsExactly("Write to British Gas.");
    assertThat(texts(answer, "your_actions")).containsExactly("Send your wage slips.");
    assertThat(texts(answer, "deadlines")).containsExactly("Send wage slips by 12 April.");
    var asked = platform.prompts().getFirst();
    assertThat(asked).contains("\"json_schema\"", "British Gas", "\"temperature\":0");
    assertSpansAreRight(answer);
  }

  @Test
  void aModelThatInventsIsToldAndMayMendIt() throws Exception {
    platform.says(INVENTING, GROUNDED);
    var answer = convert(NOTES);
    assertThat(answer.getString("method")).isEqualTo("llm");
    assertThat(platform.prompts()).hasSize(2);
    assertThat(platform.prompts().get(1)).contains("the quote does not say: fin");
  }

  @Test
  void aModelThatGoesOnInventingIsNotBelieved() throws Exception {
    platform.says(INVENTING, INVENTING);
    var answer = convert(NOTES);
    assertThat(answer.getString("method")).isEqualTo("rules");
    assertThat(answer.getString("reason")).contains("tiny");
    assertThat(answer.toString()).doesNotContain("fin");
    assertThat(texts(answer, "our_actions")).containsExactly("Write to British Gas.");
    assertSpansAreRight(answer);
  }

  @Test
  void aBroadcastJobIsDoneAsARequestIs() throws Exception {
    platform.says(GROUNDED);
    var job =
        Json.createObjectBuilder()
            .add("job_type", "convert-notes")
            .add(
                "job_data",
                Json.createObjectBuilder().add("client_name", "Jane Smith").add("notes", NOTES));
    var done = RunningProgram.json(service.post("/jobs", job.build()));
    assertThat(done.getString("status")).isEqualTo("completed");
    assertThat(done.getJsonObject("result").getString("letter")).contains("Dear Jane Smith,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dear Jane, you owe nothing.",
        "{\"matters_discussed\": 7}",
        "{\"matters_discussed\":[],\"our_actions\":[],\"your_actions\":[],\"deadlines\":[]}",
        "{\"matters_discussed\":[{\"text\":\"x\"}],\"our_actions\":[],\"your_actions\":[],"
            + "\"deadlines\":[]}",
      })
  void anAnswerThatIsNotAsAskedIsNoAnswer(String answer) throws Exception {
    platform.says(answer, answer);
    assertThat(convert(NOTES).getString("method")).isEqualTo("rules");
    assertThat(platform.prompts()).hasSize(2);
  }

  @Test
  void aModelThatIsAwayOrTooSlowIsDoneWithout() throws Exception {
    platform.says("busy");
    var away = convert(NOTES);
    assertThat(away.getString("method")).isEqualTo("rules");
    assertThat(away.getString("reason"))
        .contains("No worker runs llm-inference.")
        .doesNotContain("..");
    platform.says();
    assertThat(convert(NOTES).getString("reason")).contains("within 2 seconds");
  }

  @Test
  void namesComeFromNerExtraction() throws Exception {
    platform.says("busy");
    var answer = convert("😀 I spoke to Shelter. They will ring back.");
    assertThat(answer.getString("names_by")).isEqualTo("ner-extraction");
    assertThat(texts(answer, "your_actions")).isEmpty();
  }

  @Test
  void byItselfTheServiceGoesByRulesAndWritesTheLetter() throws Exception {
    try (var alone = RunningProgram.start(NotesMain.class)) {
      var answer = converted(alone, NOTES);
      assertThat(answer.getString("method")).isEqualTo("rules");
      assertThat(answer.getString("names_by")).isEqualTo("rules");
      assertThat(answer.getString("letter"))
          .isEqualTo(
              """
              Dear Jane Smith,

              This letter confirms our advice. It is drawn from our notes; please tell us if anything in it\
               is wrong or missing.

              What we discussed

              - 😀 Jane owes the council £1,250 in rent arrears.

              What we will do

              - Write to British Gas.

              What you need to do

              - Send wage slips by 12 April.

              Dates to keep

              - 12 April: Send wage slips by 12 April.

              Yours sincerely
              """);
      assertSpansAreRight(answer);
      assertThat(alone.health().getString("service")).isEqualTo("notes-coa");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"notes\":\"a\"}",
        "{\"client_name\":\"a\"}",
        "{\"notes\":\" \",\"client_name\":\"a\"}",
        "{\"notes\":\"a\",\"client_name\":\" \"}",
        "{\"notes\":\"a\",\"client_name\":\"a\\nb\"}",
        "{\"notes\":7,\"client_name\":\"a\"}",
      })
  void withoutNotesAndAClientThereIsNoLetter(String body) throws Exception {
    assertThat(sent(body)).isEqualTo(422);
  }

  @Test
  void whatIsNoJsonOrTooLongIsRefused() throws Exception {
    assertThat(sent("{")).isEqualTo(400);
    assertThat(sent("{\"client_name\":\"a\",\"notes\":\"" + "a".repeat(3_001) + "\"}"))
        .isEqualTo(422);
    assertThat(sent("{\"client_name\":\"a\",\"notes\":\"" + "a".repeat(1_100_000) + "\"}"))
        .isEqualTo(413);
  }

  @Test
  void theOpenApiDocumentHasEveryRouteAndList() throws Exception {
    var document = RunningProgram.json(service.get("/openapi"));
    assertThat(document.getJsonObject("paths").keySet())
        .containsExactlyInAnyOrder("/", "/convert", "/health", "/jobs", "/openapi");
    platform.says("busy");
    assertThat(document.getValue("/components/schemas/Advice/properties").asJsonObject().keySet())
        .containsAll(convert(NOTES).keySet());
  }

  @Test
  void wrongOptionsAreSaidSo() throws Exception {
    for (var option : List.of("--method=magic", "--platform=nowhere", "--timeout=0")) {
      var process = RunningProgram.launch(RunningProgram.onClassPath(NotesMain.class), option);
      assertThat(process.waitFor()).isEqualTo(2);
    }
  }

  private static void assertSpansAreRight(JsonObject answer) {
    for (var list : List.of("matters_discussed", "our_actions", "your_actions", "deadlines")) {
      for (var statement : answer.getJsonArray(list).getValuesAs(JsonObject.class)) {
        int start = NOTES.offsetByCodePoints(0, statement.getInt("start"));
        int end = NOTES.offsetByCodePoints(0, statement.getInt("end"));
        assertThat(NOTES.substring(start, end)).isEqualTo(statement.getString("source"));
      }
    }
  }

  private static List<String> texts(JsonObject answer, String list) {
    return answer.getJsonArray(list).getValuesAs(JsonObject.class).stream()
        .map(it -> it.getString("text"))
        .toList();
  }

  private static JsonObject convert(String notes) throws Exception {
    return converted(service, notes);
  }

  private static JsonObject converted(RunningProgram asked, String notes) throws Exception {
    var answer =
        asked.post(
            "/convert",
            Json.createObjectBuilder()
                .add("notes", notes)
                .add("client_name", "Jane Smith")
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return RunningProgram.json(answer);
  }

  private static int sent(String body) throws Exception {
    return service
        .send(service.request("/convert").POST(BodyPublishers.ofString(body)))
        .statusCode();
  }
}
