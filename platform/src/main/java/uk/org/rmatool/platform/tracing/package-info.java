/**
 * Traces of calls, by OpenTelemetry as MicroProfile Telemetry brings it: what was served, by whom,
 * after how many tries, with one trace id on every hop (W3C Trace Context).
 *
 * <p>Off unless OTEL_SDK_DISABLED is false; then nothing of OpenTelemetry is loaded, and a server
 * need not have it. Only {@link uk.org.rmatool.platform.tracing.OpenTelemetrySpans} and {@link
 * uk.org.rmatool.platform.tracing.OpenTelemetrySpan} name its classes, and nobody else may.
 */
@NullMarked
package uk.org.rmatool.platform.tracing;

import org.jspecify.annotations.NullMarked;
