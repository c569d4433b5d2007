package uk.org.rmatool.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.router.fleet.Fleet.Replies;
import uk.org.rmatool.router.fleet.Fleet.Reply;

class MergeTest {
  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }

  private static Reply reply(String coordinator, String body) {
    return new Reply(new NodeId(coordinator), 200, json(body));
  }

  @Test
  void listsFollowEachOtherAndSayWhoseTheyAre() {
    var replies =
        List.of(
            reply("a", "{'workers':[{'worker_id':'1'},{'worker_id':'2'}]}"),
            reply("b", "{'workers':[]}"),
            reply("c", "{'workers':[{'worker_id':'3'}]}"));
    assertThat(Merge.lists(replies, "workers"))
        .containsExactly(
            json("{'worker_id':'1','coordinator':'a'}"),
            json("{'worker_id':'2','coordinator':'a'}"),
            json("{'worker_id':'3','coordinator':'c'}"));
  }

  @Test
  void numbersAreAddedUp() {
    var replies = List.of(reply("a", "{'total':2}"), reply("b", "{}"), reply("c", "{'total':3}"));
    assertThat(Merge.sum(replies, "total")).isEqualTo(5);
  }

  @Test
  void whatIsNotOfTheExpectedShapeIsLeftOut() {
    var replies =
        List.of(
            reply("a", "{'workers':'none','total':'2','services':[],'gaps':{}}"),
            reply(
                "b",
                "{'workers':[1,{'worker_id':'1'},null],'total':1,'services':[{}],'gaps':[7]}"));
    assertThat(Merge.lists(replies, "workers"))
        .containsExactly(json("{'worker_id':'1','coordinator':'b'}"));
    assertThat(Merge.sum(replies, "total")).isEqualTo(1);
    assertThat(Merge.available(replies)).isEmpty();
    assertThat(Merge.gaps(replies).build().getJsonArray("gaps")).isEmpty();
  }

  private static Replies replies(String... bodies) {
    var answers = new ArrayList<Reply>();
    for (int i = 0; i < bodies.length; i++) {
      answers.add(reply(String.valueOf((char) ('a' + i)), bodies[i]));
    }
    return new Replies(answers, List.of(), JsonValue.EMPTY_JSON_ARRAY);
  }

  private static void assertNamed(Replies sifted, String... unreachable) {
    assertThat(sifted.unreachable())
        .containsExactlyElementsOf(Arrays.stream(unreachable).map(MergeTest::json).toList());
  }

  @Test
  void workersThatCannotBeReadAreLeftOutAndTheirCoordinatorIsNamed() {
    var sifted =
        Sieve.workers(
            replies(
                "{'workers':[{'worker_id':'1','load':'much'},{'load':1},7,{'worker_id':'2','load':0.5},"
                    + "{'worker_id':'3','assigned_services':'ner'},{'worker_id':4}]}",
                "{'workers':[{'worker_id':'5','assigned_services':['ner'],'load':null}]}",
                "{'workers':{}}",
                "{}"));
    var workers = Merge.lists(sifted.answers(), "workers");
    assertThat(workers.getValuesAs(JsonObject.class))
        .extracting(worker -> worker.getString("worker_id"))
        .containsExactly("2", "5");
    assertThat(Merge.leastLoaded(workers).orElseThrow().getString("worker_id")).isEqualTo("5");
    assertNamed(
        sifted,
        "{'coordinator':'a','reason':'5 of its workers cannot be read'}",
        "{'coordinator':'c','reason':'its answer has no readable workers'}",
        "{'coordinator':'d','reason':'its answer has no readable workers'}");
  }

  @Test
  void servicesThatCannotBeReadAreLeftOutAndTheirCoordinatorIsNamed() {
    var listed =
        Sieve.available(
            replies(
                "{'services':{'ner':7,'ocr':{'name':'ocr','healthy_workers':1},'llm':{'name':'llm'}}}",
                "{'services':[]}"));
    assertThat(Merge.available(listed.answers()))
        .isEqualTo(json("{'ocr':{'name':'ocr','healthy_workers':1}}"));
    assertNamed(
        listed,
        "{'coordinator':'a','reason':'2 of its services cannot be read'}",
        "{'coordinator':'b','reason':'its answer has no readable services'}");
    var byService =
        Sieve.services(
            replies(
                "{'services':[{'name':'ner','workers':['1']},{'workers':[]},{'name':'ocr','workers':[2]}]}"));
    assertThat(Merge.services(byService.answers())).hasSize(1);
    assertNamed(byService, "{'coordinator':'a','reason':'2 of its services cannot be read'}");
  }

  @Test
  void gapsThatCannotBeReadAreLeftOutAndTheirCoordinatorIsNamed() {
    var sifted =
        Sieve.gaps(
            replies(
                "{'gaps':[{'service':'ner','status':'ok','current_workers':2},{'service':'ocr','status':'ok','current_workers':'2'},null]}"));
    assertThat(Merge.gaps(sifted.answers()).build().getJsonArray("gaps")).hasSize(1);
    assertNamed(sifted, "{'coordinator':'a','reason':'2 of its gaps cannot be read'}");
  }

  @Test
  void anAnswerThatCanBeReadIsLeftAsItIs() {
    var replies = replies("{'workers':[{'worker_id':'1','load':0.5,'more':{}}],'count':1}");
    assertThat(Sieve.workers(replies)).isEqualTo(replies);
  }

  @Test
  void theSameServiceOfTwoRegionsIsOneWithTheWorkersOfBoth() {
    var merged =
        Merge.services(
            List.of(
                reply(
                    "a",
                    "{'services':[{'name':'ner','workers':['1','2'],'worker_count':2},{'name':'ocr','workers':['1']}]}"),
                reply("b", "{'services':[{'name':'ner','workers':['3'],'worker_count':1}]}")));
    assertThat(merged)
        .containsExactly(
            json("{'name':'ner','workers':['1','2','3'],'worker_count':3}"),
            json("{'name':'ocr','workers':['1'],'worker_count':1}"));
  }

  @Test
  void healthyWorkersOfAServiceAreAddedUp() {
    var merged =
        Merge.available(
            List.of(
                reply(
                    "a",
                    "{'services':{'ner':{'name':'ner','healthy_workers':2,'tier':2,'requires':'cpu'}}}"),
                reply(
                    "b",
                    "{'services':{'ner':{'name':'ner','healthy_workers':1,'tier':2,'requires':'cpu'},'x':{'name':'x','healthy_workers':1}}}")));
    assertThat(merged)
        .isEqualTo(
            json(
                "{'ner':{'name':'ner','healthy_workers':3,'tier':2,'requires':'cpu'},'x':{'name':'x','healthy_workers':1}}"));
  }

  @Test
  void gapsAreJudgedOverAllRegionsWorstFirst() {
    var merged =
        Merge.gaps(
                List.of(
                    reply(
                        "a",
                        "{'gaps':[{'service':'llm','priority':1,'current_workers':0,'status':'critical'},"
                            + "{'service':'ner','priority':2,'current_workers':1,'status':'warning'},"
                            + "{'service':'notes','priority':3,'current_workers':0,'status':'critical'},"
                            + "{'service':'redis','priority':2,'current_workers':5,'status':'ok'}]}"),
                    reply(
                        "b",
                        "{'gaps':[{'service':'llm','priority':1,'current_workers':1,'status':'warning'},"
                            + "{'service':'ner','priority':2,'current_workers':1,'status':'warning'},"
                            + "{'service':'notes','priority':3,'current_workers':0,'status':'critical'},"
                            + "{'service':'redis','priority':2,'current_workers':0,'status':'critical'}]}")))
            .build();
    assertThat(merged.getJsonArray("gaps"))
        .containsExactly(
            json("{'service':'notes','priority':3,'current_workers':0,'status':'critical'}"),
            json("{'service':'llm','priority':1,'current_workers':1,'status':'warning'}"),
            json("{'service':'ner','priority':2,'current_workers':2,'status':'ok'}"),
            json("{'service':'redis','priority':2,'current_workers':5,'status':'ok'}"));
    assertThat(merged.getJsonArray("critical_gaps")).hasSize(1);
    assertThat(merged.getJsonArray("warnings")).hasSize(1);
    assertThat(merged.getJsonObject("summary"))
        .isEqualTo(json("{'total_services':4,'covered':2,'needs_attention':2}"));
  }

  @Test
  void oneRegionsGapsStayAsTheyAre() {
    var only =
        reply(
            "a",
            "{'gaps':[{'service':'llm','priority':1,'current_workers':0,'status':'critical'}]}");
    assertThat(Merge.gaps(List.of(only)).build().getJsonArray("gaps"))
        .isEqualTo(only.json().getJsonArray("gaps"));
  }
}
