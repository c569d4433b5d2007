package uk.org.rmatool.documents.protocol;

import java.nio.file.Path;
import java.time.Duration;

/**
 * One document to read.
 *
 * @param document the file that holds it
 * @param fileName its name as the sender gave it, empty if none
 * @param contentType the type that the sender claims, empty if none; a hint only
 * @param maxText how many characters of text to give at most
 * @param timeout how long the whole may take; a parser gives OCR no longer, and is killed after it
 * @param options which pages, and how
 */
public record ParseRequest(
    Path document,
    String fileName,
    String contentType,
    int maxText,
    Duration timeout,
    ReadOptions options) {}
