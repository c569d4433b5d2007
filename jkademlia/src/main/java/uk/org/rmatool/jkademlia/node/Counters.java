package uk.org.rmatool.jkademlia.node;

import java.util.HashMap;
import java.util.Map;

/** What is counted; {@link Statistics} is how it is shown. */
final class Counters {
  private static final int MAX_REASONS = 64;

  long received;
  long receivedBytes;
  long sent;
  long sentBytes;
  long malformed;
  long unasked;
  long limited;
  long ignored;
  long requests;
  long timeouts;
  long lookups;
  long hops;
  private final Map<String, Long> refused = new HashMap<>();

  void refused(String reason) {
    var code = refused.size() < MAX_REASONS || refused.containsKey(reason) ? reason : "other";
    refused.merge(code, 1L, Long::sum);
  }

  Map<String, Long> refused() {
    return Map.copyOf(refused);
  }
}
