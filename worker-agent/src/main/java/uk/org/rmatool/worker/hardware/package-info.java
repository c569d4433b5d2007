/**
 * What this machine has and how busy it is, from evidence alone: the operating system's figures,
 * <code>nvidia-smi</code>'s list of GPUs and the commands on the PATH. Knows nothing of
 * coordinators or services.
 */
@NullMarked
package uk.org.rmatool.worker.hardware;

import org.jspecify.annotations.NullMarked;
