package uk.org.rmatool.bench.dht;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;

/** Sets and gets, so many at a time, each begun when one before it ends. */
final class Load {
  private final Network network;
  private final int values;

  Load(Network network, int values) {
    this.network = network;
    this.values = values;
  }

  /** Stores every value once. */
  void store() throws InterruptedException {
    var next = new AtomicInteger();
    run(32, () -> next.get() < values, results -> set(next.getAndIncrement() % values, results));
  }

  Results sets(int concurrency, int seconds) throws InterruptedException {
    return run(concurrency, until(seconds), results -> set(anyValue(), results));
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

  private static Results run(int concurrency, BooleanSupplier goOn, Operation operation)
      throws InterruptedException {
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
    done.await();
    results.end();
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
    int kept = node.set(name(number), value(number)).get(30, TimeUnit.SECONDS);
    results.add(System.nanoTime() - start, kept > 0);
  }

  private void get(int number, Results results) throws Exception {
    var node = network.asker(Key.named(name(number)), ThreadLocalRandom.current());
    long start = System.nanoTime();
    var value = node.get(name(number)).get(30, TimeUnit.SECONDS);
    results.add(System.nanoTime() - start, value.filter(value(number)::equals).isPresent());
  }

  private static String name(int number) {
    return "worker:bench-" + number;
  }

  private static Value value(int number) {
    return new Value.Str(
        "{\"worker_id\":\"bench-" + number + "\",\"services\":[\"ner-extraction\"],\"load\":0.0}");
  }
}
