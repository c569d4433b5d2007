/**
 * Being a member of the platform: this worker's identity, its registration with a coordinator (or
 * through the router, on the same paths) and its heartbeats. Registers again, under the same id,
 * when the coordinator does not know it or is gone; services run on meanwhile. Every call is signed
 * with the key that the id certifies.
 */
@NullMarked
package uk.org.rmatool.worker.membership;

import org.jspecify.annotations.NullMarked;
