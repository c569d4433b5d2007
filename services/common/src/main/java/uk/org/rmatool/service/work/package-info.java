/** Temporary folders that do not outlive a service, and the kernel's limits for its children. */
@NullMarked
package uk.org.rmatool.service.work;

import org.jspecify.annotations.NullMarked;
