/**
 * Control calls from one program to another: small JSON bodies, a deadline, a limit on what is read
 * back, signed where the caller proves a key. Service traffic does not go this way; see the data
 * plane.
 */
@NullMarked
package uk.org.rmatool.platform.client;

import org.jspecify.annotations.NullMarked;
