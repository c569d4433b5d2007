package uk.org.rmatool.bench.dataplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.bench.load.Generator;
import uk.org.rmatool.bench.load.Latencies;
import uk.org.rmatool.bench.load.Repeated;
import uk.org.rmatool.bench.stage.Cpu;
import uk.org.rmatool.cli.console.Failure;

/** The same call over one route at one concurrency, in rounds; keeps what the rounds took. */
final class Load {
  private static final Duration WARM_UP_ROUND = Duration.ofSeconds(2);
  private static final int WARM_UP_CONCURRENCY = 32;

  private final Scene scene;
  private final Route route;
  private final int concurrency;
  private final Repeated calls;
  private final List<Double> rates = new ArrayList<>();
  private long proxyMicros;
  private long upstreamMicros;
  private long generatorMicros;

  Load(Scene scene, Route route, int concurrency, Repeated calls) {
    this.scene = scene;
    this.route = route;
    this.concurrency = concurrency;
    this.calls = calls;
  }

  /** Calls a route for 100 bytes until that gets no faster, or for this time at most. */
  static void warmUp(Scene scene, Route route, Duration atMost) throws IOException {
    var rounds = Math.max(1, atMost.dividedBy(WARM_UP_ROUND));
    var steadiness = new Steadiness();
    for (long round = 0; round < rounds && !steadiness.isSteady(); round++) {
      var load = small(scene, route, WARM_UP_CONCURRENCY);
      load.run(WARM_UP_ROUND);
      steadiness.add(load.perSecond());
    }
  }

  /** Calls for 100 bytes. */
  static Load small(Scene scene, Route route, int concurrency) {
    return new Load(scene, route, concurrency, new Repeated(route.get("/small")));
  }

  /** Calls for this time, or until there are no more, and waits for the last answers. */
  void run(Duration time) throws IOException {
    var before = calls.latencies().count();
    try (var generator = new Generator(route.address(), concurrency)) {
      var proxy = Cpu.since(route::cpuMicros);
      var upstream = Cpu.since(scene::upstreamMicros);
      var own = Cpu.since(() -> Cpu.micros(ProcessHandle.current().pid()));
      var start = System.nanoTime();
      var unanswered = run(generator, time);
      var seconds = (System.nanoTime() - start) / 1e9;
      proxyMicros += proxy.getAsLong();
      upstreamMicros += upstream.getAsLong();
      generatorMicros += own.getAsLong();
      rates.add((calls.latencies().count() - before) / seconds);
      requireGood(unanswered);
    }
  }

  private int run(Generator generator, Duration time) throws IOException {
    try {
      return generator.run(calls, time);
    } catch (IOException | UncheckedIOException e) {
      scene.requireRunning();
      throw e;
    }
  }

  /** Figures of calls that failed mean nothing. */
  private void requireGood(int unanswered) throws IOException {
    scene.requireRunning();
    var latencies = calls.latencies();
    if (latencies.errors() > 0 || unanswered > 0) {
      throw new Failure(
          "%s at concurrency %d: of %d calls %d failed (%s) and %d were not answered"
              .formatted(
                  route.name(),
                  concurrency,
                  latencies.count() + unanswered,
                  latencies.errors(),
                  latencies.firstError(),
                  unanswered));
    }
  }

  Route route() {
    return route;
  }

  int concurrency() {
    return concurrency;
  }

  /** Calls a second: the middle one of the rounds. */
  double perSecond() {
    return rates.stream().sorted().skip(rates.size() / 2).findFirst().orElse(0.0);
  }

  Latencies latencies() {
    return calls.latencies();
  }

  /** Microseconds of CPU time a call, of what is between caller and upstream. */
  double proxyMicros() {
    return each(proxyMicros);
  }

  double upstreamMicros() {
    return each(upstreamMicros);
  }

  double generatorMicros() {
    return each(generatorMicros);
  }

  private double each(long micros) {
    return micros / (double) Math.max(1, calls.latencies().count());
  }
}
