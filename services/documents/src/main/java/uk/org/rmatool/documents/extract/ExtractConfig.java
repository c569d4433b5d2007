package uk.org.rmatool.documents.extract;

import java.time.Duration;

/**
 * The limits of the HTTP side.
 *
 * @param maxDocumentSize largest document, in bytes
 * @param maxText longest text that is given, in characters
 * @param parseTimeout how long reading a document may take
 * @param uploadTimeout how long sending a document may take
 * @param maxOcr how many images and pages of a document are looked at for text
 * @param maxWaiting how many requests may wait for a parser or still be on their way
 */
public record ExtractConfig(
    long maxDocumentSize,
    int maxText,
    Duration parseTimeout,
    Duration uploadTimeout,
    int maxOcr,
    int maxWaiting) {}
