package uk.org.rmatool.coordinator.workers;

/**
 * How long a worker is believed.
 *
 * @param interval how often it was asked to renew, in seconds
 * @param degradedAfter silence after which it gets no more calls, in milliseconds
 * @param expiredAfter silence after which it is removed, in milliseconds
 */
record LeaseTerms(int interval, long degradedAfter, long expiredAfter) {}
