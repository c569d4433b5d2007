package uk.org.rmatool.api;

/**
 * Why one field of a request was refused.
 *
 * @param field the field's name, nested ones with dots (<code>services.0.name</code>)
 * @param message what is wrong with it and what would be right, one sentence
 */
public record FieldError(String field, String message) {}
