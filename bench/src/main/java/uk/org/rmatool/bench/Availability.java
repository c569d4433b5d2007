package uk.org.rmatool.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls each of some services every second and keeps the longest time that none got through. */
final class Availability implements AutoCloseable {
  private final Ask ask = new Ask();
  private final Map<String, Long> lastSuccess = new ConcurrentHashMap<>();
  private final Map<String, Long> longestGap = new ConcurrentHashMap<>();
  private final ScheduledExecutorService callers;

  Availability(URI router, List<String> services) {
    callers = Executors.newScheduledThreadPool(services.size());
    var start = System.nanoTime();
    for (var service : services) {
      lastSuccess.put(service, start);
      longestGap.put(service, 0L);
      var address = router.resolve("/service/" + service + "/ping");
      var unused =
          callers.scheduleAtFixedRate(() -> call(service, address), 0, 1, TimeUnit.SECONDS);
    }
  }

  private void call(String service, URI address) {
    try {
      if (ask.works(address)) {
        note(service);
        lastSuccess.put(service, System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(String service) {
    var gap = System.nanoTime() - lastSuccess.getOrDefault(service, 0L);
    longestGap.merge(service, gap, Math::max);
  }

  /** Gaps of before do not count. */
  void forget() {
    longestGap.replaceAll((service, gap) -> 0L);
  }

  /** Whether every service got through since this moment. */
  boolean allSince(long nanoTime) {
    return lastSuccess.values().stream().allMatch(success -> success - nanoTime > 0);
  }

  /** Seconds between two successful calls for the same service, at most; one is best. */
  double longestGapSeconds() {
    longestGap.keySet().forEach(this::note); // one that goes on counts too
    return longestGap.values().stream().mapToLong(gap -> gap).max().orElse(0) / 1e9;
  }

  /** The service that was away longest. */
  String worst() {
    return longestGap.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  @Override
  public void close() {
    callers.shutdownNow();
  }
}
