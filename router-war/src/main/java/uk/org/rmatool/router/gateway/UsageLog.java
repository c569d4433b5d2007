package uk.org.rmatool.router.gateway;

import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Keeps what requests used, in batches and after them: no request waits for it. While the database
 * is away some of it is kept in memory; what is more is dropped and counted.
 */
@Component
public class UsageLog {
  static final int MAX_WAITING = 10_000;

  /** Rows are forgotten in so many pieces at most, before others have their turn. */
  private static final int MOST_AT_ONCE = 100;

  private static final int BATCH = 500;

  private final UsageStore store;
  private final GatewayConfig config;
  private final Clock clock;
  private final BlockingQueue<Usage> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final List<Usage> batch = new ArrayList<>();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder continued = new LongAdder();

  @Inject
  UsageLog(UsageStore store, GatewayConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  void add(Usage usage) {
    if (usage.streamed() && usage.workers().size() > 1) {
      continued.increment();
    }
    if (!waiting.offer(usage)) {
      dropped.increment();
    }
  }

  /** Writes what waits; what the database does not take because it is away is tried again. */
  public synchronized void write() {
    DatabaseAway.tolerated(this::writeAll);
  }

  private void writeAll() {
    while (!batch.isEmpty() || waiting.drainTo(batch, BATCH) > 0) {
      try {
        store.add(List.copyOf(batch));
      } catch (RuntimeException e) {
        if (!DatabaseAway.causes(e)) {
          dropped.add(batch.size()); // whatever is wrong with it, it must not stop the rest
          batch.clear();
        }
        throw e;
      }
      batch.clear();
    }
  }

  /** Forgets what is older than it is to be kept. */
  public void forget() {
    DatabaseAway.tolerated(
        () -> {
          var before = clock.instant().minus(config.usageKept());
          for (int i = 0; i < MOST_AT_ONCE && store.forget(before); i++) {
            // there is more
          }
        });
  }

  /** How many streams went to more than one worker. */
  public long continued() {
    return continued.sum();
  }

  /** How many requests were served without being kept. */
  public long dropped() {
    return dropped.sum();
  }
}
