package uk.org.rmatool.jkademlia.records;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import uk.org.rmatool.jkademlia.id.Origin;
import uk.org.rmatool.jkademlia.storage.Source;

/**
 * How many signatures may be checked in a second: a part of them for whatever one neighbourhood
 * brings, and not all of them for what nobody asked for. Nodes of this machine are many and have no
 * part of their own.
 */
final class Checks {
  /** A quarter for one neighbourhood, and one for what this node itself looks for. */
  private static final int PARTS = 4;

  private final int perSecond;
  private final Map<Origin, Integer> bySubnet = new HashMap<>();
  private long second;
  private int all;
  private int unasked;

  Checks(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Whether one more may be made. */
  boolean take(Source source, Instant now) {
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      all = 0;
      unasked = 0;
      bySubnet.clear();
    }
    int part = Math.max(1, perSecond / PARTS);
    if (all >= perSecond || (!source.asked() && unasked >= perSecond - part)) {
      return false;
    }
    var origin = source.origin();
    if (origin != null && !origin.isLocal()) {
      var subnet = origin.subnet();
      int taken = bySubnet.getOrDefault(subnet, 0);
      if (taken >= part) {
        return false;
      }
      bySubnet.put(subnet, taken + 1);
    }
    all++;
    unasked += source.asked() ? 0 : 1;
    return true;
  }
}
