package uk.org.rmatool.rag.collections;

import jakarta.json.JsonObject;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A passage that was found.
 *
 * @param document the id of its document
 * @param number which of the document's passages, from 0
 * @param score how well it fits; greater is better, comparable within one answer only
 * @param similarity cosine of its vector and the question's, when it was found by its vector
 */
public record Passage(
    String document,
    String title,
    JsonObject metadata,
    int number,
    int start,
    int end,
    OptionalInt page,
    String text,
    double score,
    OptionalDouble similarity) {}
