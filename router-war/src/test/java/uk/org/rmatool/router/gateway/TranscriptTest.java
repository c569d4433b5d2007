package uk.org.rmatool.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.router.gateway.Texts.json;
import static uk.org.rmatool.router.gateway.Texts.quoted;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.platform.liveness.HeapBudget;

class TranscriptTest {
  private static final String CHUNK =
      "{'id':'%s','object':'chat.completion.chunk','created':%d,'model':'m','choices':[{'index':0,'delta':%s,'finish_reason':%s}]}";

  private final Transcript transcript = new Transcript(true, new HeapBudget(1_000));

  private static String chunk(String id, String delta) {
    return quoted(CHUNK.formatted(id, id.length(), delta, "null"));
  }

  private static String last(String id) {
    return quoted(CHUNK.formatted(id, id.length(), "{}", "'stop'"));
  }

  private static String usage(int prompt, int completion) {
    return quoted(
        "{'id':'x','choices':[],'usage':{'prompt_tokens':%d,'completion_tokens':%d,'total_tokens':%d}}"
            .formatted(prompt, completion, prompt + completion));
  }

  private void begun() {
    for (var delta : new String[] {"{'role':'assistant','content':''}", "{'content':'One '}"}) {
      var event = chunk("a", delta);
      assertThat(transcript.take(event)).contains(event);
    }
  }

  @Test
  void theFirstServicesEventsStayAsTheyAre() {
    begun();
    assertThat(transcript.text()).isEqualTo("One ");
    assertThat(transcript.tokens()).isEqualTo(1);
    assertThat(transcript.take(last("a"))).contains(last("a"));
    assertThat(transcript.isWhole()).isTrue();
    assertThat(transcript.take(Transcript.DONE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abort", "error"})
  void aServiceThatStopsHasNotComeToTheEnd(String reason) {
    begun();
    var stop = quoted(CHUNK.formatted("a", 1, "{'content':'tw'}", "'" + reason + "'"));
    assertThat(transcript.take(stop)).isEmpty();
    assertThat(transcript.take(Transcript.DONE)).isEmpty();
    assertThat(transcript.isWhole()).isFalse();
    assertThat(transcript.text()).isEqualTo("One ");
    transcript.continues();
    assertThat(transcript.take(last("other"))).contains(last("a"));
    assertThat(transcript.isWhole()).isTrue();
  }

  @Test
  void anEmptyReasonIsNoEnd() {
    begun();
    var more = quoted(CHUNK.formatted("a", 1, "{'content':'two'}", "''"));
    assertThat(transcript.take(more)).contains(more);
    assertThat(transcript.isWhole()).isFalse();
  }

  @Test
  void countsThatCannotBeDoNotCount() {
    begun();
    assertThat(transcript.take(usage(-5, -1))).isPresent();
    assertThat(transcript.tokens()).isEqualTo(1);
    assertThat(transcript.promptTokens()).hasValue(0);
  }

  @Test
  void anothersEventsLookLikeTheFirsts() {
    begun();
    transcript.continues();
    assertThat(transcript.take(chunk("other", "{'role':'assistant','content':''}"))).isEmpty();
    assertThat(transcript.take(chunk("other", "{'role':'assistant','content':'two'}")))
        .contains(chunk("a", "{'content':'two'}"));
    assertThat(transcript.take(last("other"))).contains(last("a"));
    assertThat(transcript.text()).isEqualTo("One two");
  }

  @Test
  void whenTheFirstHasSaidNothingTheNextIsTheFirst() {
    transcript.continues();
    begun();
  }

  @Test
  void usageIsOfTheWholeText() {
    begun();
    transcript.continues();
    assertThat(transcript.take(chunk("other", "{'content':'two three'}"))).isPresent();
    var told = Optional.of(json(transcript.take(usage(11, 2)).orElseThrow()));
    assertThat(told.map(chunk -> chunk.getJsonObject("usage")))
        .contains(json("{'prompt_tokens':10,'completion_tokens':3,'total_tokens':13}"));
    assertThat(transcript.tokens()).isEqualTo(3);
    assertThat(transcript.promptTokens()).hasValue(10);
  }

  @Test
  void whoDoesNotAskForUsageGetsNone() {
    var quiet = new Transcript(false, new HeapBudget(1_000));
    assertThat(quiet.take(usage(5, 6))).isEmpty();
    assertThat(quiet.promptTokens()).hasValue(5);
    assertThat(quiet.tokens()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'tool_calls':[{'index':0}]}",
        "{'reasoning_content':'Hm'}",
        "{'refusal':'No'}",
      })
  void whatIsMoreThanTextIsNotContinued(String delta) {
    begun();
    assertThat(transcript.take(chunk("a", "{'tool_calls':[],'refusal':null,'content':'x'}")))
        .isPresent();
    assertThat(transcript.obstacle()).isEmpty();
    assertThat(transcript.take(chunk("a", delta))).isPresent();
    assertThat(transcript.obstacle()).isPresent();
  }

  @Test
  void severalChoicesAreNotContinued() {
    var unused =
        transcript.take(quoted("{'choices':[{'index':1,'delta':{'content':'x'}}],'id':'a'}"));
    assertThat(transcript.obstacle()).isPresent();
  }

  @Test
  void aServicesOwnErrorIsPassedOn() {
    var error = quoted("{'error':{'message':'out of memory'}}");
    assertThat(transcript.take(error)).contains(error);
    assertThat(transcript.hasFailed()).isTrue();
  }

  @Test
  void aTextToWhichNothingMayBeAddedEndsAsTheFirstWouldEndIt() {
    begun();
    assertThat(json(transcript.ended())).isEqualTo(json(CHUNK.formatted("a", 1, "{}", "'length'")));
  }
}
