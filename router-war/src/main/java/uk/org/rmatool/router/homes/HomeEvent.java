package uk.org.rmatool.router.homes;

/** What happened to a home, for its history. */
record HomeEvent(String transition, String reason) {}
