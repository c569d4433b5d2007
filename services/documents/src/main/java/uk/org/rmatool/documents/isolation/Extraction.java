package uk.org.rmatool.documents.isolation;

import uk.org.rmatool.documents.protocol.ParserMessage.Parsed;

/** A document that has been read: its text, and what else a parser found out. */
public record Extraction(String text, Parsed facts) {}
