package uk.org.rmatool.dataplane.balancing;

/** Who serves a call. */
public sealed interface Choice {
  /**
   * This one.
   *
   * @param node its id
   * @param why in a few words, such as <code>less busy of 2</code>
   */
  record Pick(String node, String why) implements Choice {}

  /**
   * Nobody can take it now.
   *
   * @param full how many said that they are full
   * @param ejected how many are ejected
   * @param tried how many were tried already
   */
  record Nobody(int full, int ejected, int tried) implements Choice {
    /** Waiting a little may help. */
    public boolean saturated() {
      return full > 0;
    }
  }
}
