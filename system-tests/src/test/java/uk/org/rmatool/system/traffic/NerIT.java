package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** A text goes in at the router, and its entities come back: from rules and from CoreNLP's CRF. */
@ExtendWith(SharedPlatform.class)
class NerIT {
  @Test
  void namesAndNumbersOfATextComeBack(Platform platform) {
    Await.until(
        "a worker with ner-extraction",
        Duration.ofMinutes(2),
        () -> platform.router().get("/service/ner/health").status() == 200);

    var answer =
        platform
            .router()
            .post(
                "/service/ner/extract",
                "{\"text\":\"😀 Margaret Holloway of Leeds owes £1,250.50; NI AB 12 34 56 C.\"}");

    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    var entities = answer.object().getJsonArray("entities").getValuesAs(JsonObject.class);
    assertThat(entities.stream().map(e -> e.getString("type") + " " + e.getString("text")))
        .containsExactly(
            "PERSON Margaret Holloway",
            "LOCATION Leeds",
            "MONEY £1,250.50",
            "NI_NUMBER AB 12 34 56 C");
    assertThat(entities.getFirst().getInt("start")).isEqualTo(2);
  }
}
