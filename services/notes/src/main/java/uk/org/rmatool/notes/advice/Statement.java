package uk.org.rmatool.notes.advice;

/**
 * Something that the notes say.
 *
 * @param text the statement
 * @param start where in the notes it came from
 * @param end offset after that
 */
public record Statement(String text, int start, int end) {}
