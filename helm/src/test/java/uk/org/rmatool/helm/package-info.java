/**
 * Tests of the chart and the container recipes. They render the chart with Helm's own engine and
 * judge the objects by Kubernetes' own models; no cluster is asked.
 */
@NullMarked
package uk.org.rmatool.helm;

import org.jspecify.annotations.NullMarked;
