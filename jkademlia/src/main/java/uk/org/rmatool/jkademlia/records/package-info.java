/**
 * What our nodes keep in the network, and the rules for keeping it: signed presence of workers and
 * coordinators, sets of providers, numbers of shards, and the unsigned lists that deployed nodes
 * read. {@link RecordPolicy} judges all of it for a node; {@link Signer} makes it; {@code
 * WorkerPresence}, {@code CoordinatorPresence}, {@code Providers}, {@code Shards} and {@code
 * LegacyList} read it. The rules are in docs/dht-protocol.md.
 *
 * <p>Used by programs above the node; knows {@code storage}, {@code message}, {@code id} and {@code
 * json} alone. No I/O and no clock.
 */
@NullMarked
package uk.org.rmatool.jkademlia.records;

import org.jspecify.annotations.NullMarked;
