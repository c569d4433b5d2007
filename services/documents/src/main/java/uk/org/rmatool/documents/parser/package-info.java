/**
 * The parser process: a program of its own that turns one document after the other into text and
 * metadata with Apache Tika. {@code isolation} starts it; nothing calls it from inside the service.
 *
 * <p>Documents are hostile, so this process is built to be lost: it has no network (see {@link
 * uk.org.rmatool.documents.parser.NoNetwork}; on Linux the kernel says the same, see {@code
 * isolation}), little memory, no environment, a folder for temporary files that its parent clears,
 * and no life beyond its standard input. It reads a request, sends text as it is found and so never
 * holds all of it, and answers any failure of a parser with a sentence. Running out of memory ends
 * the process, which its parent notices.
 */
@NullMarked
package uk.org.rmatool.documents.parser;

import org.jspecify.annotations.NullMarked;
