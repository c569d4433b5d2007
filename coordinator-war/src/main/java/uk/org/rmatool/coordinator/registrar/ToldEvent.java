package uk.org.rmatool.coordinator.registrar;

import jakarta.json.JsonObject;

/**
 * An event on its way to the router.
 *
 * @param sequence its number there
 * @param transaction the transaction that wrote it; with the next one its place in the table
 * @param eventId its number here
 * @param json as it is told
 */
record ToldEvent(long sequence, String transaction, long eventId, JsonObject json) {}
