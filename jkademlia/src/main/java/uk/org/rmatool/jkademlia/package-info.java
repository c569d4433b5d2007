/**
 * A Kademlia node that joins the network of the deployed nodes. Depends on the JDK alone.
 *
 * <p>Imports between its packages point down only: {@code runtime}, {@code udp}, {@code transport},
 * {@code node}, {@code lookup}, {@code routing}, {@code storage}, {@code codec}, {@code message},
 * {@code id}. Beside them stands {@code records}, our signed records, which nothing here knows, and
 * {@code ed25519}, which checks their signatures.
 */
@NullMarked
package uk.org.rmatool.jkademlia;

import org.jspecify.annotations.NullMarked;
