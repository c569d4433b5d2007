package uk.org.rmatool.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
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
