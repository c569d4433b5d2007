/**
 * The machine belongs to somebody: services run only in the hours that its owner gives, and not
 * while others use it. How much of it they get is {@link
 * uk.org.rmatool.worker.hardware.LimitsConfig}.
 */
@NullMarked
package uk.org.rmatool.worker.owner;

import org.jspecify.annotations.NullMarked;
