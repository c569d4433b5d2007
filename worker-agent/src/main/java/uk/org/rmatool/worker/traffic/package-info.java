/**
 * Service traffic on this worker: a call goes to the local process of its service or, where this
 * worker lacks it, once to a peer that a coordinator names. A call that came from a worker is never
 * sent to another one; the <code>Via</code> header, which every hop of ours adds to, tells.
 */
@NullMarked
package uk.org.rmatool.worker.traffic;

import org.jspecify.annotations.NullMarked;
