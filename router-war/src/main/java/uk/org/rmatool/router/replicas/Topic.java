package uk.org.rmatool.router.replicas;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;

/** What about a node was changed. */
public enum Topic {
  COORDINATOR,
  HOME,
  COORDINATOR_INTENT,
  WORKER_INTENT;

  /** Which node's. */
  public record Changed(Topic topic, NodeId id) {}

  String subject(NodeId id) {
    return name().toLowerCase(Locale.ROOT) + " " + id;
  }

  static Optional<Changed> read(String subject) {
    var space = subject.indexOf(' ');
    return Arrays.stream(values())
        .filter(
            topic ->
                topic
                    .name()
                    .toLowerCase(Locale.ROOT)
                    .equals(subject.substring(0, Math.max(0, space))))
        .map(topic -> new Changed(topic, new NodeId(subject.substring(space + 1))))
        .findFirst();
  }
}
