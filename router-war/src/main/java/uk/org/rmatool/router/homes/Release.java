package uk.org.rmatool.router.homes;

import uk.org.rmatool.api.NodeId;

/**
 * A worker that a coordinator must let go of, because it lives elsewhere now or has left.
 *
 * @param worker the worker
 * @param epoch the epoch from which on it is not that coordinator's
 */
public record Release(NodeId worker, long epoch) {}
