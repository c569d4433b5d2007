package uk.org.rmatool.cli.operate;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import uk.org.rmatool.cli.console.Failure;

/** Finds the node that a text means: its id, or a beginning of it that no other id has. */
final class NodeFinder {
  private static final int SUGGESTIONS = 5;

  private final RouterApi api;
  private final PrintWriter err;

  /** How many nodes are like the text, and the first of them. */
  private static final class Matches {
    private final List<Node> first = new ArrayList<>();
    private int count;

    void add(Node node) {
      count++;
      if (first.size() < SUGGESTIONS) {
        first.add(node);
      }
    }

    String names() {
      var names = first.stream().map(Node::id).collect(Collectors.joining(", "));
      return Table.clean(count > first.size() ? names + ", ..." : names);
    }
  }

  NodeFinder(RouterApi api, PrintWriter err) {
    this.api = api;
    this.err = err;
  }

  /**
   * The node among these kinds.
   *
   * @throws Failure with status 3 and ids that are like it if there is none, with status 2 if there
   *     are several, or with status 1 if not all could be asked
   */
  Node find(String text, List<Kind> kinds) {
    if (text.isBlank()) {
      throw new Failure("an id is not empty", Failure.USAGE, null);
    }
    var exact = new ArrayList<Node>();
    var doubts = new ArrayList<Failure>();
    for (var kind : kinds) {
      var found = api.find(kind.path(text));
      found.json().ifPresent(json -> exact.add(new Node(kind, json)));
      found.doubt().ifPresent(doubts::add);
    }
    if (exact.size() > 1) {
      throw new Failure(
          "'%s' is a worker's id and a coordinator's; say --worker or --coordinator"
              .formatted(text),
          Failure.USAGE,
          null);
    }
    return exact.isEmpty() ? byBeginning(text, kinds, doubts) : exact.getFirst();
  }

  private Node byBeginning(String text, List<Kind> kinds, List<Failure> doubts) {
    var beginning = new Matches();
    var containing = new Matches();
    for (var kind : kinds) {
      read(
          kind,
          node -> {
            if (node.id().startsWith(text)) {
              beginning.add(node);
            } else if (lower(node.id()).contains(lower(text))) {
              containing.add(node);
            }
          });
    }
    if (beginning.count == 1) {
      return beginning.first.getFirst();
    }
    if (beginning.count > 1) {
      throw new Failure(
          "%d ids begin with '%s': %s".formatted(beginning.count, text, beginning.names()),
          Failure.USAGE,
          null);
    }
    if (!doubts.isEmpty()) {
      throw doubts.getFirst();
    }
    throw new Failure(
        "no %s is called '%s'%s"
            .formatted(
                kinds.stream().map(Kind::word).sorted().collect(Collectors.joining(" or ")),
                text,
                containing.count == 0
                    ? "; ./rma workers and ./rma coordinators list them"
                    : "; did you mean " + containing.names() + "?"),
        RouterApi.NOT_THERE,
        null);
  }

  private void read(Kind kind, Consumer<Node> reader) {
    var listing = new Listing(api, kind);
    try {
      listing.forEach(reader);
    } catch (Failure e) {
      // A coordinator lists no coordinators.
      if (e.exitCode() != RouterApi.NOT_THERE) {
        throw e;
      }
    }
    listing.warn(err);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
