/**
 * What the service and its parser processes say to each other over a parser's standard input and
 * output: values and their bytes, nothing else. Used by {@code isolation} on the service's side and
 * {@code parser} on the child's.
 *
 * <p>A frame is one kind byte, a four-byte length and that many bytes of payload. The service
 * trusts nothing that a parser says: a hostile document may have taken it over. So every length is
 * checked against a limit before anything is allocated, an unknown kind or left-over byte is an
 * error, and whoever sees an error ends the conversation by ending the process.
 */
@NullMarked
package uk.org.rmatool.documents.protocol;

import org.jspecify.annotations.NullMarked;
