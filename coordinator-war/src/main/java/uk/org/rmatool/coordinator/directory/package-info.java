/** What can be asked about workers, services and gaps. Reads the registry, changes nothing. */
@NullMarked
package uk.org.rmatool.coordinator.directory;

import org.jspecify.annotations.NullMarked;
