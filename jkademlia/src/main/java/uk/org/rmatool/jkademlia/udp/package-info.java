/** Datagrams over UDP, IPv4 and IPv6. */
@NullMarked
package uk.org.rmatool.jkademlia.udp;

import org.jspecify.annotations.NullMarked;
