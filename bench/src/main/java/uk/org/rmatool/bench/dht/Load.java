package uk.org.rmatool.bench.dht;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import uk.org.rmatool.bench.stage.Cpu;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.jkademlia.id.Key;

/** Sets and gets, so many at a time, each begun when one before it ends. */
final class Load {
  /** A set counts only if so many of the twenty closest nodes say that they keep the value. */
  private static final int KEPT = 15;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Network network;
  private final Records records;
  private final int values;
  private final AtomicInteger stored = new AtomicInteger();

  Load(Network network, Records records, int values) {
    this.network = network;
    this.records = records;
    this.values = values;
  }

  /** Stores every value once. */
  void store() throws InterruptedException {
    var next = new AtomicInteger();
    run(32, () -> next.get() < values, results -> set(next.getAndIncrement() % values, results));
  }

  Results sets(int concurrency, int seconds) throws InterruptedException {
    return run(
        concurrency, until(seconds), results -> set(stored.getAndIncrement() % values, results));
  }

  Results gets(int concurrency, int seconds) throws InterruptedException {
    return run(concurrency, until(seconds), results -> get(anyValue(), results));
  }

  /** Gets every value once. */
  Results each(int concurrency) throws InterruptedException {
    var next = new AtomicInteger();
    return run(
        concurrency,
        () -> next.get() < values,
        results -> get(next.getAndIncrement() % values, results));
  }

  /** Does one thing and notes how it went. */
  private interface Operation {
    void run(Results results) throws Exception;
  }

  private Results run(int concurrency, BooleanSupplier goOn, Operation operation)
      throws InterruptedException {
    long asked = network.requests();
    var cpu = Cpu.since(() -> Cpu.micros(ProcessHandle.current().pid()));
    var results = new Results();
    var done = new CountDownLatch(concurrency);
    for (int i = 0; i < concurrency; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (goOn.getAsBoolean()) {
                  try {
                    operation.run(results);
                  } catch (Exception e) {
                    results.failed();
                  }
                }
                done.countDown();
              });
    }
    if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new Failure("something is never answered");
    }
    results.end(cpu.getAsLong(), network.requests() - asked);
    return results;
  }

  private static BooleanSupplier until(int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    return () -> System.nanoTime() < end;
  }

  private int anyValue() {
    return ThreadLocalRandom.current().nextInt(values);
  }

  private void set(int number, Results results) throws Exception {
    long start = System.nanoTime();
    var node = network.any(ThreadLocalRandom.current());
    int kept = node.set(records.name(number), records.make(number)).get();
    results.add(System.nanoTime() - start, kept >= KEPT);
  }

  private void get(int number, Results results) throws Exception {
    var name = records.name(number);
    var node = network.asker(Key.named(name), ThreadLocalRandom.current());
    long start = System.nanoTime();
    var value = node.get(name).get();
    long took = System.nanoTime() - start;
    results.add(took, value.filter(it -> records.isOf(number, it)).isPresent());
  }
}
