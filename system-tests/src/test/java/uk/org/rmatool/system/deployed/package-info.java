/** The programs as an operator meets them: their management ports, and MicroShed Testing. */
@NullMarked
package uk.org.rmatool.system.deployed;

import org.jspecify.annotations.NullMarked;
