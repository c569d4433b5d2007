package uk.org.rmatool.cli.operate;

/** What a table says beside a node's state. */
final class Remark {
  private Remark() {}

  /** Why it does not serve, or what holds it back though it does; empty for most nodes. */
  static String of(Node node, Times times) {
    return node.serves()
        ? node.intent().map(intent -> String.join(", ", intent.beside())).orElse("")
        : times.localised(node.why());
  }
}
