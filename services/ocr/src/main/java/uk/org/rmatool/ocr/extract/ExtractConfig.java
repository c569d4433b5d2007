package uk.org.rmatool.ocr.extract;

import java.time.Duration;
import java.util.Optional;

/**
 * The limits and defaults of the HTTP side.
 *
 * @param language what is looked for unless a request says
 * @param maxImageSize largest image, in bytes
 * @param timeout how long reading an image may take
 * @param uploadTimeout how long sending an image may take
 * @param workers how many images are read at once
 * @param maxWaiting how many requests may wait or still be on their way
 * @param visionModel the model that is asked unless a request names one
 */
public record ExtractConfig(
    String language,
    long maxImageSize,
    Duration timeout,
    Duration uploadTimeout,
    int workers,
    int maxWaiting,
    Optional<String> visionModel) {}
