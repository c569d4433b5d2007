/**
 * Stanford CoreNLP's CRF taggers as a program of their own that speaks lines: a text comes in on
 * standard input, its names go out on standard output. It is licensed under the GNU General Public
 * License 3 or later, as CoreNLP is, and shares no process and no class with the rest of the
 * platform; the protocol is in this module's README.
 */
@NullMarked
package uk.org.rmatool.corenlp;

import org.jspecify.annotations.NullMarked;
