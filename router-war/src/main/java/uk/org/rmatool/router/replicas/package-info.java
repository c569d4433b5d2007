/** What replicas of the router that share a database tell each other of their changes. */
@NullMarked
package uk.org.rmatool.router.replicas;

import org.jspecify.annotations.NullMarked;
