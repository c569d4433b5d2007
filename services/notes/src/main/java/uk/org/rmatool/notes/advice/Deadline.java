package uk.org.rmatool.notes.advice;

/**
 * Something that has a date to keep.
 *
 * @param text what is to happen
 * @param date the date as the notes have it
 * @param start where in the notes it came from
 * @param end offset after that
 */
public record Deadline(String text, String date, int start, int end) {}
