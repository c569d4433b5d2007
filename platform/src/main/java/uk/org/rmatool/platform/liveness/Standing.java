package uk.org.rmatool.platform.liveness;

import java.time.Instant;
import java.util.Optional;

/**
 * What is done with a node, and why.
 *
 * @param state <code>serving</code>, <code>suspect</code>, <code>held_back</code>, <code>degraded
 *     </code> or <code>gone</code>
 * @param why half a sentence for people
 * @param until when that changes unless the node is heard of; empty when no time is set
 */
public record Standing(String state, String why, Optional<Instant> until) {}
