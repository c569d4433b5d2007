package uk.org.rmatool.dataplane.balancing;

/**
 * Targets that are equally preferred, such as those of one region. The next tier gets a call only
 * when nobody of this one can take it.
 *
 * @param name what is said of those of a later tier, such as <code>in another region</code>
 * @param heldBack sessions do not stay here while an earlier tier can take them
 * @param pool who
 */
public record Tier(String name, boolean heldBack, Pool pool) {}
