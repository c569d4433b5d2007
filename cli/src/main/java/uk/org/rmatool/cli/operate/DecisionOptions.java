package uk.org.rmatool.cli.operate;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that decide about a node have in common. */
final class DecisionOptions {
  @Mixin NodeOptions node = new NodeOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "why; kept with the decision and shown by ./rma why")
  @Nullable String reason;

  /** Changes one member of the intent and prints what holds now. */
  int decide(String member, boolean value) throws IOException {
    return decide(Json.createObjectBuilder().add(member, value).build());
  }

  /** Changes one member of the intent and prints what holds now. */
  int decide(String member, String value) throws IOException {
    return decide(Json.createObjectBuilder().add(member, value).build());
  }

  /** Changes members of the intent and prints what holds now. */
  int decide(JsonObject change) throws IOException {
    var api = node.router.api();
    decide(api, node.find(api), change);
    return 0;
  }

  /** Changes members of this node's intent and prints what holds now. */
  void decide(RouterApi api, Node found, JsonObject change) {
    var answer = change(api, found, change);
    if (!node.json) {
      say(found, new Intent(answer).describe(Times.system()));
    }
  }

  /** Changes members of this node's intent; prints what holds now only as JSON. */
  JsonObject change(RouterApi api, Node found, JsonObject change) {
    var body = Json.createObjectBuilder(change);
    if (reason != null) {
      body.add("reason", reason);
    }
    var answer = api.patch(found.kind().path(found.id()) + "/intent", body.build());
    if (node.json) {
      node.print(answer);
    }
    return answer;
  }

  void say(Node found, String what) {
    node.say("%s %s: %s".formatted(found.kind().word(), found.id(), what));
  }
}
