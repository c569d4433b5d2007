package uk.org.rmatool.dataplane.balancing;

/**
 * What was seen of a node for a service, at a moment.
 *
 * @param inFlight calls from here that it serves now
 * @param latency time to first byte in nanoseconds, the older the nearer to the average of all
 *     nodes; 0 while nothing is known of any
 * @param circuit whether it gets calls
 * @param full it said so lately
 * @param returnedAt when it came back from being ejected, in milliseconds since 1970; 0 if it never
 *     was
 */
record Seen(int inFlight, double latency, Circuit circuit, boolean full, long returnedAt) {}
