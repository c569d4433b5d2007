package uk.org.rmatool.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.router.gateway.Texts.json;

import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationTest {
  private static final String ASKED = "{'model':'m','messages':[{'role':'user','content':'Hi'}]%s}";

  private static JsonObject chat(String more) {
    return json(ASKED.formatted(more));
  }

  private static JsonObject continued(Endpoint endpoint, JsonObject request) {
    return Continuation.request(endpoint, request, "So far ", 3).orElseThrow();
  }

  @Test
  void aChatGoesOnInAMessageThatIsLeftOpen() {
    assertThat(Continuation.obstacle(Endpoint.CHAT, chat(""))).isEmpty();
    assertThat(continued(Endpoint.CHAT, chat(",'temperature':0.5,'max_tokens':10,'min_tokens':2")))
        .isEqualTo(
            json(
                "{'model':'m','messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':'So"
                    + " far '}],"
                    + "'temperature':0.5,'max_tokens':7,'min_tokens':0,'add_generation_prompt':false,'continue_final_message':true}"));
  }

  @Test
  void anAnswerThatTheClientBeganGoesOnInItsOwnMessage() {
    var request =
        json(
            "{'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':'Well,"
                + " ','name':'x'}],'add_generation_prompt':false,'continue_final_message':true}");
    assertThat(Continuation.obstacle(Endpoint.CHAT, request)).isEmpty();
    assertThat(continued(Endpoint.CHAT, request).getJsonArray("messages").getLast())
        .isEqualTo(json("{'role':'assistant','content':'Well, So far ','name':'x'}"));
  }

  @Test
  void anAnswerBegunInSeveralPartsCannotGoOn() {
    for (var role : new String[] {"user", "assistant"}) {
      var request =
          json(
              "{'messages':[{'role':'%s','content':[{'type':'text','text':'Hi'}]}],'continue_final_message':true}"
                  .formatted(role));
      assertThat(Continuation.obstacle(Endpoint.CHAT, request)).as(role).isPresent();
    }
  }

  @Test
  void aPromptBecomesLonger() {
    assertThat(continued(Endpoint.COMPLETIONS, json("{'prompt':'Once ','max_tokens':4}")))
        .isEqualTo(json("{'prompt':'Once So far ','max_tokens':1}"));
    assertThat(continued(Endpoint.COMPLETIONS, json("{'prompt':['Once ']}")))
        .isEqualTo(json("{'prompt':'Once So far '}"));
  }

  @Test
  void nobodyIsAskedForMoreThanTheClientWants() {
    for (var most : new String[] {"max_tokens", "max_completion_tokens"}) {
      var request = chat(",'%s':3".formatted(most));
      assertThat(Continuation.request(Endpoint.CHAT, request, "So far ", 3)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'n':2",
        "'best_of':3",
        "'tools':[{'type':'function'}]",
        "'tool_choice':'auto'",
        "'tool_choice':{'type':'function'}",
        "'functions':[{'name':'f'}]",
        "'response_format':{'type':'json_object'}",
        "'response_format':{'type':'json_schema'}",
        "'logprobs':true",
        "'logprobs':3",
        "'top_logprobs':2",
        "'echo':true",
        "'suffix':'end'",
        "'grammar':'root ::= x'",
        "'guided_regex':'x+'",
        "'structured_outputs':{'regex':'x+'}"
      })
  void whatIsMoreThanOnePlainTextIsNotContinued(String member) {
    assertThat(Continuation.obstacle(Endpoint.CHAT, chat("," + member))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'n':1",
        "'tools':[]",
        "'tools':null",
        "'tool_choice':'none'",
        "'response_format':{'type':'text'}",
        "'logprobs':false",
        "'echo':false",
        "'seed':7",
        "'stop':['END']",
        "'presence_penalty':0.5"
      })
  void whatLeavesItOnePlainTextIs(String member) {
    assertThat(Continuation.obstacle(Endpoint.CHAT, chat("," + member))).isEmpty();
  }

  @Test
  void itIsNotGuessedHowAServerTakesALastMessageOfTheAssistants() {
    var request = json("{'messages':[{'role':'assistant','content':'Well, '}]}");
    assertThat(Continuation.obstacle(Endpoint.CHAT, request)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'prompt':[1,2]}", "{'prompt':['a','b']}", "{'prompt':[[1]]}"})
  void promptsThatAreNotOneTextAreNotContinued(String request) {
    assertThat(Continuation.obstacle(Endpoint.COMPLETIONS, json(request))).isPresent();
  }
}
