/**
 * Who a node is: its Ed25519 key, the fingerprint that its id carries, and the HTTP message
 * signatures (RFC 9421) by which a call proves the key. Pure but for {@link
 * uk.org.rmatool.platform.identity.NodeKey#loadOrCreate}, which keeps the key in a file.
 */
@NullMarked
package uk.org.rmatool.platform.identity;

import org.jspecify.annotations.NullMarked;
