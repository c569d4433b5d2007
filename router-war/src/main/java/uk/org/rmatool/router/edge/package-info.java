/**
 * Where coordinators announce themselves, renew and leave; every answer gives them the router's key
 * and the workers that they are to let go of.
 */
@NullMarked
package uk.org.rmatool.router.edge;

import org.jspecify.annotations.NullMarked;
