/**
 * Networks that split between any two programs, or between one and its database: calls go on where
 * they can, and when the network is whole again so is the platform, with nobody's help.
 */
@NullMarked
package uk.org.rmatool.system.splits;

import org.jspecify.annotations.NullMarked;
