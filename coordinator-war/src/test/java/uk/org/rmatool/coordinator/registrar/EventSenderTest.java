package uk.org.rmatool.coordinator.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.wiring.SettableClock;

class EventSenderTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final FakeOutbox outbox = new FakeOutbox();
  private final EventSender sender = new EventSender(outbox, clock);

  /** A table of events that is read from where the last was confirmed. */
  private static final class FakeOutbox implements Outbox {
    private final List<String> events = new ArrayList<>();
    private long confirmed;
    private boolean away;

    @Override
    public String stream() {
      return "s";
    }

    @Override
    public List<ToldEvent> unconfirmed(int limit) throws SQLException {
      if (away) {
        throw new SQLException("away", "08006");
      }
      var told = new ArrayList<ToldEvent>();
      for (long i = confirmed + 1; i <= events.size() && told.size() < limit; i++) {
        var json = Json.createObjectBuilder().add("sequence", i);
        told.add(new ToldEvent(i, "7", i, json.add("reason", events.get((int) i - 1)).build()));
      }
      return told;
    }

    @Override
    public void confirm(ToldEvent last) {
      confirmed = last.sequence();
    }
  }

  private JsonArray told() {
    var body = Json.createObjectBuilder();
    sender.addTo(body);
    return body.build().getJsonArray("events");
  }

  private static JsonObject confirmation(long sequence) {
    return Json.createObjectBuilder().add("events_confirmed", sequence).build();
  }

  private void happen(int n, String reason) {
    for (int i = 0; i < n; i++) {
      outbox.events.add(reason);
    }
  }

  @Test
  void whatIsNotConfirmedIsToldAgain() {
    happen(3, "r");
    assertThat(sender.load()).isTrue();
    assertThat(told()).hasSize(3);
    sender.accept(confirmation(2));
    assertThat(sender.load()).isTrue();
    assertThat(told().getJsonObject(0).getInt("sequence")).isEqualTo(3);
    sender.accept(Json.createObjectBuilder().build());
    assertThat(sender.load()).as("an old router confirms nothing").isTrue();
    sender.accept(confirmation(9));
    assertThat(sender.load()).isFalse();
    assertThat(outbox.confirmed).isEqualTo(3);
  }

  @Test
  void aBatchHasAtMostFiveHundredEventsAndAHundredAndTwentyEightKilobytes() {
    happen(600, "r");
    sender.load();
    assertThat(told()).hasSize(500);
    outbox.events.clear();
    happen(600, "r".repeat(1000));
    sender.load();
    assertThat(told().toString().length()).isBetween(100_000, 128 * 1024);
    outbox.events.clear();
    happen(2, "r".repeat(200_000));
    sender.load();
    assertThat(told()).as("one goes by itself").hasSize(1);
  }

  @Test
  void withoutDatabaseNothingIsToldAndItIsAskedAgainLater() {
    happen(1, "r");
    outbox.away = true;
    assertThat(sender.load()).isFalse();
    outbox.away = false;
    assertThat(sender.load()).isFalse();
    clock.advance(Duration.ofSeconds(10));
    assertThat(sender.load()).isTrue();
  }

  @Test
  void whatARouterRefusesDoesNotHoldUpHeartbeats() {
    happen(100, "r");
    sender.load();
    assertThat(sender.refused(503)).isFalse();
    assertThat(sender.refused(413)).isTrue();
    sender.load();
    assertThat(told()).hasSize(50);
    assertThat(sender.refused(422)).isTrue();
    assertThat(sender.load()).isFalse();
    clock.advance(Duration.ofMinutes(1));
    assertThat(sender.load()).isTrue();
  }
}
