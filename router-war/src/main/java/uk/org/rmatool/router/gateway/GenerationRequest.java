package uk.org.rmatool.router.gateway;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.Models;
import uk.org.rmatool.platform.http.StrictJsonReader;

/** What a client asks of a model. Its body is kept as bytes, and read again when it is needed. */
final class GenerationRequest {
  private static final String STREAM_OPTIONS = "stream_options";
  private static final String INCLUDE_USAGE = "include_usage";

  /** Members and items, as many as tokens in the largest lists that are embedded at once. */
  static final int MAX_VALUES = 150_000;

  /** One tree at a time is made for continuing, whoever's stream broke off. */
  private static final Lock CONTINUING = new ReentrantLock();

  private final Endpoint endpoint;
  private final String model;
  private final boolean streamed;
  private final boolean usageWanted;
  private final byte[] body;

  private GenerationRequest(
      Endpoint endpoint, String model, boolean streamed, boolean usageWanted, byte[] body) {
    this.endpoint = endpoint;
    this.model = model;
    this.streamed = streamed;
    this.usageWanted = usageWanted;
    this.body = body;
  }

  /**
   * Reads a whole body.
   *
   * @throws PlatformException when it cannot be passed on
   */
  static GenerationRequest parse(Endpoint endpoint, byte[] body) {
    var json = StrictJsonReader.parse(body);
    if (!(json.get("model") instanceof JsonString name)) {
      throw OpenAiError.invalid("model", "Name a model: GET /v1/models lists them.");
    }
    if (!Models.isName(name.getString())) {
      throw OpenAiError.invalid(
          "model",
          "The name of a model has 1 to %d printable characters.".formatted(Models.MAX_NAME));
    }
    var streamed = endpoint != Endpoint.EMBEDDINGS && flag(json, "stream");
    var options = options(json);
    return new GenerationRequest(
        endpoint,
        name.getString(),
        streamed,
        flag(options, INCLUDE_USAGE),
        streamed ? bytes(withUsage(json, options)) : body);
  }

  /**
   * The same number.
   *
   * @throws PlatformException 413 when a body has more values than are taken
   */
  static int requireFew(int values) {
    if (values > MAX_VALUES) {
      throw new PlatformException(
          ProblemType.TOO_LARGE,
          "The body has more than the %d values that are taken.".formatted(MAX_VALUES));
    }
    return values;
  }

  private static boolean flag(JsonObject json, String name) {
    var value = json.getOrDefault(name, JsonValue.NULL).getValueType();
    return switch (value) {
      case TRUE -> true;
      case FALSE, NULL -> false;
      default -> throw OpenAiError.invalid(name, name + " is true or false.");
    };
  }

  private static JsonObject options(JsonObject json) {
    var options = json.getOrDefault(STREAM_OPTIONS, JsonValue.NULL);
    if (options.getValueType() == ValueType.NULL) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    if (options instanceof JsonObject object) {
      return object;
    }
    throw OpenAiError.invalid(STREAM_OPTIONS, "stream_options is an object.");
  }

  /** What was used is always asked for, because it is recorded. */
  private static JsonObject withUsage(JsonObject json, JsonObject options) {
    return Json.createObjectBuilder(json)
        .add(STREAM_OPTIONS, Json.createObjectBuilder(options).add(INCLUDE_USAGE, true))
        .build();
  }

  private static byte[] bytes(JsonObject json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  String model() {
    return model;
  }

  boolean isStreamed() {
    return streamed;
  }

  /** Whether the client itself asked for the usage at the end of the stream. */
  boolean wantsUsage() {
    return usageWanted;
  }

  /** As it is sent to a service first. */
  @SuppressWarnings("EI_EXPOSE_REP")
  byte[] body() {
    return body;
  }

  /** Why a stream that broke off cannot be continued; empty when it can. */
  Optional<String> obstacle() {
    CONTINUING.lock();
    try {
      return Continuation.obstacle(endpoint, StrictJsonReader.parse(body));
    } finally {
      CONTINUING.unlock();
    }
  }

  /**
   * As it is sent to another service, to go on after what the client has.
   *
   * @param tokens about how many the text has
   * @return empty when no more tokens were asked for
   */
  Optional<byte[]> continued(String text, int tokens) {
    CONTINUING.lock();
    try {
      return Continuation.request(endpoint, StrictJsonReader.parse(body), text, tokens)
          .map(GenerationRequest::bytes);
    } finally {
      CONTINUING.unlock();
    }
  }
}
