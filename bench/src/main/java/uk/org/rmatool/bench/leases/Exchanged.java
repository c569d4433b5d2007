package uk.org.rmatool.bench.leases;

/**
 * What workers have sent to the coordinator's node to renew their leases, and what came back.
 *
 * @param pings each with an answer, but for few
 * @param answered of them
 * @param presences each with an answer
 * @param presenceBytes in both
 */
record Exchanged(double pings, double answered, double presences, double presenceBytes) {
  private static final int PING = 50;
  private static final int ANSWER = 43;

  static Exchanged by(SimulatedNodes nodes) {
    return new Exchanged(
        nodes.pings.sum(), nodes.answered.sum(), nodes.presences.sum(), nodes.presenceBytes.sum());
  }

  /** What it was between two moments. */
  Exchanged since(Exchanged start) {
    return new Exchanged(
        pings - start.pings,
        answered - start.answered,
        presences - start.presences,
        presenceBytes - start.presenceBytes);
  }

  double pingBytes() {
    return PING * pings + ANSWER * answered;
  }
}
