package uk.org.rmatool.dataplane.balancing;

import java.time.Duration;

/**
 * What one node had of one service's calls since this program first called it or had forgotten it.
 *
 * @param service the service
 * @param node its id
 * @param inFlight calls that it serves now
 * @param requests calls sent to it
 * @param failures those of them that failed, other than by the client or because it was full
 * @param ejections how often it was ejected
 * @param circuit whether it gets calls
 * @param firstByte recent time to the first byte, peaks first; falls while it gets no calls
 */
public record NodeTraffic(
    String service,
    String node,
    int inFlight,
    long requests,
    long failures,
    int ejections,
    Circuit circuit,
    Duration firstByte) {}
