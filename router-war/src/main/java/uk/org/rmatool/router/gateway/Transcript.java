package uk.org.rmatool.router.gateway;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.StrictJsonReader;
import uk.org.rmatool.platform.liveness.HeapBudget;

/**
 * What a client has of a stream, whoever wrote which part of it. Gives the events as the client
 * gets them: those of the first service as they are, those of others as if they were the first's.
 */
final class Transcript implements AutoCloseable {
  /** Longer texts are not kept, so they cannot be continued. */
  static final int MAX_TEXT = 1 << 19;

  private static final int MAX_COUNT = 100_000_000;

  static final String DONE = "[DONE]";

  private static final String CHOICES = "choices";
  private static final String DELTA = "delta";
  private static final String USAGE = "usage";
  private static final String FINISH = "finish_reason";
  private static final String PROMPT_TOKENS = "prompt_tokens";
  private static final String COMPLETION_TOKENS = "completion_tokens";
  private static final Set<String> PLAIN = Set.of("role", "content");

  /** What says whose answer a chunk is of. */
  private static final List<String> HEAD =
      List.of("id", "object", "created", "model", "system_fingerprint");

  private static final int MAX_HEAD = 256;

  /** Ends that are none: the service stops, not the text. */
  private static final Set<String> STOPPED = Set.of("abort", "error");

  private final boolean usageWanted;
  private final HeapBudget room;
  private final StringBuilder text = new StringBuilder();
  private @Nullable JsonObject first;
  private @Nullable String obstacle;
  private boolean several;
  private boolean continued;
  private boolean finished;
  private boolean done;
  private boolean stopped;
  private boolean failed;
  private int tokens;
  private int tokensBefore;
  private int promptTokens = -1;

  /**
   * Nothing was sent yet.
   *
   * @param usageWanted whether the client asked for the usage at the end
   * @param room for the text, until it is closed
   */
  Transcript(boolean usageWanted, HeapBudget room) {
    this.usageWanted = usageWanted;
    this.room = room;
  }

  @Override
  public void close() {
    room.use(-text.length());
    text.setLength(0);
  }

  /** From now on somebody else writes. */
  void continues() {
    continued = first != null;
    tokensBefore = tokens;
    stopped = false;
    done = false;
  }

  /** Takes an event's data; gives what the client gets for it, if it gets anything. */
  Optional<String> take(String data) {
    if (data.equals(DONE)) {
      done = true;
      return Optional.empty();
    }
    if (data.isBlank()) {
      return Optional.empty();
    }
    var chunk = parse(data);
    if (chunk.isEmpty()) {
      obstacle = "the service sent an event that is no JSON object";
      return Optional.of(data);
    }
    return take(chunk.get(), data);
  }

  private Optional<String> take(JsonObject chunk, String data) {
    if (chunk.getOrDefault("error", JsonValue.NULL).getValueType() != ValueType.NULL) {
      failed = true;
      return Optional.of(data);
    }
    var choices = chunk.get(CHOICES) instanceof JsonArray list ? list : JsonValue.EMPTY_JSON_ARRAY;
    if (choices.stream().anyMatch(Transcript::isStopped)) {
      stopped = true; // what it says beside that is written again
      return Optional.empty();
    }
    choices.forEach(this::note);
    if (chunk.get(USAGE) instanceof JsonObject usage) {
      note(usage);
      if (choices.isEmpty() && !usageWanted) {
        return Optional.empty();
      }
    }
    if (first == null) {
      first = head(chunk);
    }
    return continued ? rewritten(chunk, choices) : Optional.of(data);
  }

  /** What of a chunk says whose it is, if it is short. */
  private static JsonObject head(JsonObject chunk) {
    var head = Json.createObjectBuilder();
    for (var name : HEAD) {
      var value = chunk.get(name);
      if (value instanceof JsonNumber
          || (value instanceof JsonString said && said.getString().length() <= MAX_HEAD)) {
        head.add(name, value);
      }
    }
    return head.build();
  }

  private static Optional<JsonObject> parse(String data) {
    try {
      return Optional.of(StrictJsonReader.parse(data.getBytes(StandardCharsets.UTF_8)));
    } catch (PlatformException e) {
      return Optional.empty();
    }
  }

  private void note(JsonValue item) {
    if (!(item instanceof JsonObject choice)) {
      obstacle = "a choice is no object";
      return;
    }
    if (choice.getInt("index", 0) > 0) {
      several = true;
      obstacle = "there is more than one choice";
    }
    if (choice.get(DELTA) instanceof JsonObject delta) {
      delta.forEach(
          (name, value) -> {
            if (!PLAIN.contains(name) && !isNothing(value)) {
              obstacle = "there is more than text: " + name;
            }
          });
      write(delta.get("content"));
    }
    write(choice.get("text"));
    finished |= ends(choice);
  }

  private static boolean ends(JsonObject choice) {
    return choice.get(FINISH) instanceof JsonString end && isEnd(end.getString());
  }

  private static boolean isStopped(JsonValue item) {
    return item instanceof JsonObject choice
        && choice.get(FINISH) instanceof JsonString end
        && STOPPED.contains(end.getString());
  }

  private static boolean isEnd(String reason) {
    return !reason.isEmpty() && !STOPPED.contains(reason);
  }

  private static boolean isNothing(JsonValue value) {
    return switch (value) {
      case JsonString text -> text.getString().isEmpty();
      case JsonArray list -> list.isEmpty();
      default -> value.getValueType() == ValueType.NULL;
    };
  }

  private void write(@Nullable JsonValue piece) {
    if (piece instanceof JsonString more && !more.getString().isEmpty()) {
      tokens++;
      int length = more.getString().length();
      if (text.length() + length > MAX_TEXT || !room.hasRoom(length)) {
        obstacle = "the text is too long to be kept";
      } else if (obstacle == null) {
        text.append(more.getString());
        room.use(length);
      }
    }
  }

  /** What one service counted; it took the part of those before it for its prompt. */
  private void note(JsonObject usage) {
    if (usage.get(COMPLETION_TOKENS) instanceof JsonNumber made) {
      tokens = Math.max(tokens, tokensBefore + count(made));
    }
    if (usage.get(PROMPT_TOKENS) instanceof JsonNumber read) {
      promptTokens = Math.max(0, count(read) - tokensBefore);
    }
  }

  /** A number that a service says, whatever it is. */
  static int count(JsonNumber number) {
    return (int) Math.clamp(number.doubleValue(), 0, MAX_COUNT);
  }

  /** A chunk of another service as one of the first's; nothing when it only says who speaks. */
  private Optional<String> rewritten(JsonObject chunk, JsonArray choices) {
    var same = Json.createObjectBuilder(chunk);
    for (var name : HEAD) {
      var value = first == null ? null : first.get(name);
      if (value == null) {
        same.remove(name);
      } else {
        same.add(name, value);
      }
    }
    if (chunk.get(USAGE) instanceof JsonObject usage) {
      same.add(USAGE, whole(usage));
    }
    var kept = Json.createArrayBuilder();
    var any = choices.isEmpty();
    for (var item : choices) {
      if (item instanceof JsonObject choice) {
        var delta = choice.get(DELTA) instanceof JsonObject said ? said : null;
        any |= ends(choice) || !isSilent(choice, delta);
        kept.add(delta == null ? choice : withoutRole(choice, delta));
      }
    }
    return any ? Optional.of(same.add(CHOICES, kept).build().toString()) : Optional.empty();
  }

  private static boolean isSilent(JsonObject choice, @Nullable JsonObject delta) {
    return delta == null
        ? isNothing(choice.getOrDefault("text", JsonValue.NULL))
        : delta.entrySet().stream()
            .allMatch(said -> said.getKey().equals("role") || isNothing(said.getValue()));
  }

  private static JsonObject withoutRole(JsonObject choice, JsonObject delta) {
    return Json.createObjectBuilder(choice)
        .add(DELTA, Json.createObjectBuilder(delta).remove("role"))
        .build();
  }

  private JsonObject whole(JsonObject usage) {
    return Json.createObjectBuilder(usage)
        .add(PROMPT_TOKENS, Math.max(0, promptTokens))
        .add(COMPLETION_TOKENS, tokens)
        .add("total_tokens", Math.max(0, promptTokens) + tokens)
        .build();
  }

  /** The chunk that ends a text to which nothing may be added, as the first service would. */
  String ended() {
    var choice = Json.createObjectBuilder().add("index", 0);
    var chunk = Json.createObjectBuilder();
    var head = first == null ? JsonValue.EMPTY_JSON_OBJECT : first;
    head.forEach(
        (name, value) -> {
          chunk.add(name, value);
        });
    if (head.getString("object", "").startsWith("chat")) {
      choice.add(DELTA, Json.createObjectBuilder());
    } else {
      choice.add("text", "");
    }
    choice.add(FINISH, "length");
    finished = true;
    return chunk.add(CHOICES, Json.createArrayBuilder().add(choice)).build().toString();
  }

  /** Whether the client has had nothing of it. */
  boolean isEmpty() {
    return first == null && !failed && obstacle == null;
  }

  /** Whether the text has come to its end. */
  boolean isWhole() {
    return !stopped && (done || (finished && !several));
  }

  /** Whether the service itself said that it failed; the client was told. */
  boolean hasFailed() {
    return failed;
  }

  /** Why what was sent cannot be continued; empty when it can. */
  Optional<String> obstacle() {
    return Optional.ofNullable(obstacle);
  }

  String text() {
    return text.toString();
  }

  /** Tokens that were made: as counted by who made them, otherwise the pieces that came. */
  int tokens() {
    return tokens;
  }

  /** Tokens of the prompt, if somebody has counted them. */
  OptionalInt promptTokens() {
    return promptTokens < 0 ? OptionalInt.empty() : OptionalInt.of(promptTokens);
  }
}
