package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Notes go in at the router, and a letter comes back, with names that another service found. */
@ExtendWith(SharedPlatform.class)
class NotesIT {
  @Test
  void notesComeBackAsALetter(Platform platform) {
    for (var service : new String[] {"ner", "notes"}) {
      Await.until(
          "a worker with " + service,
          Duration.ofMinutes(2),
          () -> platform.router().get("/service/" + service + "/health").status() == 200);
    }

    var answer =
        platform
            .router()
            .post(
                "/service/notes/convert",
                """
                {"client_name": "Jane Smith",
                 "notes": "I will write to British Gas. Client to send wage slips by 12 April."}
                """);

    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    var json = answer.object();
    assertThat(json.getString("letter"))
        .contains("Dear Jane Smith,", "- Write to British Gas.", "- 12 April: Send wage slips");
    assertThat(json.getString("names_by")).isEqualTo("ner-extraction");
    assertThat(json.getString("method")).isEqualTo("rules");
  }
}
