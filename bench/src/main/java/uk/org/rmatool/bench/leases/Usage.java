package uk.org.rmatool.bench.leases;

import uk.org.rmatool.bench.stage.Cpu;
import uk.org.rmatool.bench.stage.Server;

/**
 * What router and coordinator have had to do so far.
 *
 * @param nanos when
 * @param routerRequests of workers over HTTP
 * @param coordinatorRequests of workers over HTTP
 * @param httpBytes at both, without the headers of TCP and IP
 * @param datagrams that the coordinator's node received and sent
 * @param dhtBytes in them, without the headers of UDP and IP
 * @param routerMicros CPU time
 * @param coordinatorMicros CPU time
 * @param ownMicros CPU time of this program, the workers
 */
record Usage(
    long nanos,
    double routerRequests,
    double coordinatorRequests,
    double httpBytes,
    double datagrams,
    double dhtBytes,
    double routerMicros,
    double coordinatorMicros,
    double ownMicros) {

  static Usage of(Server router, CountingCable atRouter, Server coordinator, CountingCable there)
      throws InterruptedException {
    var metrics = new Metrics(coordinator.url());
    return new Usage(
        System.nanoTime(),
        atRouter.requests(),
        there.requests(),
        atRouter.bytes() + there.bytes(),
        metrics.value("rma_dht_received_total") + metrics.value("rma_dht_sent_total"),
        metrics.value("rma_dht_received_bytes_total") + metrics.value("rma_dht_sent_bytes_total"),
        router.cpuMicros(),
        coordinator.cpuMicros(),
        Cpu.micros(ProcessHandle.current().pid()));
  }

  /** What it was between two moments. */
  Usage since(Usage start) {
    return new Usage(
        nanos - start.nanos,
        routerRequests - start.routerRequests,
        coordinatorRequests - start.coordinatorRequests,
        httpBytes - start.httpBytes,
        datagrams - start.datagrams,
        dhtBytes - start.dhtBytes,
        routerMicros - start.routerMicros,
        coordinatorMicros - start.coordinatorMicros,
        ownMicros - start.ownMicros);
  }

  double seconds() {
    return nanos / 1e9;
  }
}
