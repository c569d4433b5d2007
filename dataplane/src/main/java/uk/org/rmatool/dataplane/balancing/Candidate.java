package uk.org.rmatool.dataplane.balancing;

/**
 * A target that can take the call.
 *
 * @param share its weight now, above 0, at most 1
 */
record Candidate(Target target, Seen seen, double share) {
  /** Latencies that differ by less are taken for the same: noise must not outdo weights. */
  private static final double NOISE = 2;

  private static final double LEAST_LATENCY = 1e6; // a millisecond

  String node() {
    return target.node();
  }

  /** Calls that it serves now, as far as is known here. */
  double busy() {
    return Math.max(seen.inFlight(), target.told());
  }

  /**
   * Whether a call would probably wait longer here: latency times calls in flight by share. Half a
   * call more is counted, which favours neither small nor large shares (Webster's method of
   * apportionment). Idle nodes do not differ by share: that is in the draw.
   */
  boolean isBusierThan(Candidate other) {
    double slower = latency() / other.latency();
    double factor = slower < NOISE && slower > 1 / NOISE ? 1 : slower;
    if (busy() == 0 && other.busy() == 0) {
      return factor > 1;
    }
    return factor * (busy() + 0.5) / share > (other.busy() + 0.5) / other.share;
  }

  private double latency() {
    return Math.max(seen.latency(), LEAST_LATENCY);
  }
}
