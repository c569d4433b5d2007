package uk.org.rmatool.router.intents;

import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.router.history.Subject;

/**
 * What was decided last about one node.
 *
 * @param told whether the worker's coordinator is known to have it
 */
record Decision(Subject subject, NodeId id, Intent intent, boolean told) {
  Decision withTold() {
    return new Decision(subject, id, intent, true);
  }
}
