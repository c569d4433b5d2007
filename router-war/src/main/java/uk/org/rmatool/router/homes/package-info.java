/**
 * Where each worker lives that came through the router: its coordinator, what it said when it
 * registered, and a home epoch that grows with every move. Control calls of workers are passed on
 * from here, and workers whose coordinator is gone are given another.
 */
@NullMarked
package uk.org.rmatool.router.homes;

import org.jspecify.annotations.NullMarked;
