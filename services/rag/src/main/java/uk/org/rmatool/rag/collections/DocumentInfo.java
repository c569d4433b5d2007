package uk.org.rmatool.rag.collections;

import jakarta.json.JsonObject;

/** A document of a collection, without its text. */
public record DocumentInfo(String id, String title, JsonObject metadata, int passages) {}
