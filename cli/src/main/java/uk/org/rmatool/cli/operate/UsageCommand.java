package uk.org.rmatool.cli.operate;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rma usage}. */
@Command(
    name = "usage",
    description = "List what requests to models used, the newest first.",
    footer = {"", "Example: ./rma usage --model llama-3.2-3b --limit 50"})
public final class UsageCommand implements Callable<Integer> {
  @Mixin RouterOptions router = new RouterOptions();

  @Option(names = "--model", paramLabel = "MODEL", description = "only of this model")
  String model = "";

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "how many at most, up to 1000 (default: ${DEFAULT-VALUE})",
      defaultValue = "20")
  int limit;

  @Option(names = "--json", description = "print what the API answers")
  boolean json;

  @Spec CommandSpec command;

  @Override
  public Integer call() throws IOException {
    var out = command.commandLine().getOut();
    var api = router.api();
    var answer = api.get("/api/admin/usage?limit=" + limit + filter());
    if (json) {
      out.println(answer);
      return 0;
    }
    var times = Times.system();
    var table =
        new Table("AT", "MODEL", "FOR", "PROMPT", "TOKENS", "FIRST", "TIME", "OUTCOME", "WORKERS");
    usage(api, answer).getValuesAs(JsonObject.class).forEach(used -> table.add(row(used, times)));
    if (table.isEmpty()) {
      out.println("no requests to models");
    } else {
      table.lines().forEach(out::println);
    }
    return 0;
  }

  private String filter() {
    return model.isEmpty()
        ? ""
        : "&model=" + URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static JsonArray usage(RouterApi api, JsonStructure answer) {
    if (answer instanceof JsonObject object && object.get("usage") instanceof JsonArray list) {
      return list;
    }
    throw api.odd("something without usage");
  }

  private static String[] row(JsonObject used, Times times) {
    return new String[] {
      times.local(number(used, "at").orElse(0)),
      used.getString("model", "-"),
      used.getString("endpoint", "-"),
      count(number(used, "prompt_tokens")),
      count(number(used, "completion_tokens")),
      seconds(number(used, "first_token_ms")),
      seconds(number(used, "duration_ms")),
      used.getString("outcome", "-"),
      workers(used)
    };
  }

  private static OptionalLong number(JsonObject used, String member) {
    return used.get(member) instanceof JsonNumber number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  private static String count(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : "-";
  }

  private static String seconds(OptionalLong millis) {
    return millis.isPresent()
        ? String.format(Locale.ROOT, "%.2f s", millis.getAsLong() / 1000.0)
        : "-";
  }

  private static String workers(JsonObject used) {
    if (!(used.get("workers") instanceof JsonArray workers) || workers.isEmpty()) {
      return "-";
    }
    return workers.stream()
        .filter(JsonString.class::isInstance)
        .map(worker -> ((JsonString) worker).getString())
        .collect(Collectors.joining(" > "));
  }
}
