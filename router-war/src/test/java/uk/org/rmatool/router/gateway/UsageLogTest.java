package uk.org.rmatool.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.paging.HistoryPage;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.gateway.Usage.Outcome;

class UsageLogTest {
  private final Store store = new Store();
  private final UsageLog log =
      new UsageLog(
          store,
          new GatewayConfig(1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofDays(90)),
          new SettableClock(Instant.parse("2026-11-23T06:00:00Z")));

  private static final class Store implements UsageStore {
    final List<Usage> kept = new ArrayList<>();
    boolean away;
    Optional<Instant> forgotten = Optional.empty();

    @Override
    public void add(List<Usage> used) {
      if (away) {
        throw new PlatformException(DatabaseAway.problem());
      }
      kept.addAll(used);
    }

    @Override
    public List<Kept> find(HistoryPage page, Optional<String> model) {
      return List.of();
    }

    @Override
    public boolean forget(Instant before) {
      forgotten = Optional.of(before);
      return false;
    }
  }

  private static Usage usage() {
    var asked =
        GenerationRequest.parse(
            Endpoint.EMBEDDINGS, "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8));
    return new Meter(asked, "rag-embeddings", Instant.EPOCH).ended(Outcome.COMPLETED, 200);
  }

  @Test
  void everythingIsKeptOnce() {
    for (int i = 0; i < 1_200; i++) {
      log.add(usage());
    }
    log.write();
    log.write();
    assertThat(store.kept).hasSize(1_200).doesNotHaveDuplicates();
  }

  @Test
  void whatTheDatabaseDoesNotTakeIsKeptForLaterAndMoreIsDropped() {
    store.away = true;
    for (int i = 0; i < UsageLog.MAX_WAITING; i++) {
      log.add(usage());
    }
    log.write();
    for (int i = 0; i < 1_000; i++) {
      log.add(usage());
    }
    assertThat(log.dropped()).isPositive();
    store.away = false;
    log.write();
    assertThat(store.kept.size() + log.dropped()).isEqualTo(UsageLog.MAX_WAITING + 1_000);
  }

  @Test
  void whatIsOldIsForgotten() {
    log.forget();
    assertThat(store.forgotten).contains(Instant.parse("2026-08-25T06:00:00Z"));
  }
}
