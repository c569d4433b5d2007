package uk.org.rmatool.jkademlia.node;

import java.util.Map;

/**
 * What a node did since it began, and what it holds now.
 *
 * @param received datagrams
 * @param receivedBytes in all of them
 * @param sent datagrams
 * @param sentBytes in all of them
 * @param malformed datagrams that were no message, or no answer to what was asked
 * @param unasked answers that nobody waits for, or not from there: late ones among them
 * @param limited requests not answered because there were too many
 * @param ignored pings that the program wanted no answer to
 * @param requests asked of others
 * @param timeouts requests to others without an answer in time
 * @param lookups that ended
 * @param hops of all of them together
 * @param peers in the routing table
 * @param records held
 * @param recordBytes they count for
 * @param refused values not stored or not believed, by reason
 */
public record Statistics(
    long received,
    long receivedBytes,
    long sent,
    long sentBytes,
    long malformed,
    long unasked,
    long limited,
    long ignored,
    long requests,
    long timeouts,
    long lookups,
    long hops,
    int peers,
    int records,
    long recordBytes,
    Map<String, Long> refused) {}
