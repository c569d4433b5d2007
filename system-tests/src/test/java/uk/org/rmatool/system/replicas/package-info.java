/** Several replicas of a program over one database: none is special. */
@NullMarked
package uk.org.rmatool.system.replicas;

import org.jspecify.annotations.NullMarked;
