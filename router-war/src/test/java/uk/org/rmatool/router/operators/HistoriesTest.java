package uk.org.rmatool.router.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.paging.HistoryPage;
import uk.org.rmatool.router.history.InMemoryEventLog;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.history.ToldEvent;
import uk.org.rmatool.router.operators.Histories.Now;

class HistoriesTest {
  private static final NodeId W = new NodeId("w");
  private static final Now SERVING = new Now("serving", "ok", Optional.empty(), Intent.NONE);

  private final InMemoryEventLog log = new InMemoryEventLog();
  private final Histories histories = new Histories(log);

  private void happen(String... transitions) {
    for (var transition : transitions) {
      var n = log.told.size() + 1;
      log.keep(
          new NodeId("c"),
          "s",
          List.of(
              new ToldEvent(
                  n,
                  OptionalLong.empty(),
                  W,
                  Instant.ofEpochMilli(n),
                  transition,
                  "because",
                  Optional.empty(),
                  Optional.empty(),
                  "[]",
                  0,
                  Optional.empty())),
          event -> false);
    }
  }

  @Test
  void pagesFollowEachOtherUntilNothingIsLeft() {
    happen("registered", "degraded", "recovered", "expired", "registered");
    var seen = new ArrayList<Integer>();
    String cursor = null;
    do {
      var page = histories.answer(Subject.WORKER, W, SERVING, HistoryPage.parse("2", cursor));
      page.getJsonArray("events").forEach(e -> seen.add(e.asJsonObject().getInt("event_id")));
      cursor = page.isNull("next") ? null : page.getString("next");
    } while (cursor != null);
    assertThat(seen).containsExactly(5, 4, 3, 2, 1);
  }

  @Test
  void whoIsGoneSaysSinceWhenAndWhy() {
    happen("registered", "deregistered", "labelled");
    var now = Histories.gone(histories.recent(Subject.WORKER, W), Intent.NONE);
    assertThat(now.state()).isEqualTo("gone");
    assertThat(now.why()).isEqualTo("deregistered at 1970-01-01T00:00:00.002Z: because");
    assertThat(now.since()).contains(Instant.ofEpochMilli(2));
  }
}
