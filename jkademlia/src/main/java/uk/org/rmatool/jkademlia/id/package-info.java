/** Where keys and nodes are: points of 160 bits and the distance between them. Values only. */
@NullMarked
package uk.org.rmatool.jkademlia.id;

import org.jspecify.annotations.NullMarked;
