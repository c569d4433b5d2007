/**
 * Checks Ed25519 signatures (RFC 8032), several times as fast as the JDK does, which takes care
 * that its time tells nothing: here all is public. Signing, which has a secret, is the JDK's. No
 * I/O.
 */
@NullMarked
package uk.org.rmatool.jkademlia.ed25519;

import org.jspecify.annotations.NullMarked;
