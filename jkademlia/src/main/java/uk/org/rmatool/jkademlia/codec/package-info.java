/**
 * Messages to bytes and back: the part of MessagePack that nodes use, framed as deployed nodes
 * frame it. Strict about what it reads and limited in size, depth and number of elements; whatever
 * is wrong with a datagram becomes a {@link CodecException}. Writes the shortest form of
 * everything.
 */
@NullMarked
package uk.org.rmatool.jkademlia.codec;

import org.jspecify.annotations.NullMarked;
