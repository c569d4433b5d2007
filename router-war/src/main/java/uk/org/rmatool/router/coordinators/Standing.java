package uk.org.rmatool.router.coordinators;

/**
 * What is done with a node, and why.
 *
 * @param state one word, such as <code>serving</code>
 * @param why a sentence
 */
public record Standing(String state, String why) {}
