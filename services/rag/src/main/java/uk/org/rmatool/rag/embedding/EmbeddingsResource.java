package uk.org.rmatool.rag.embedding;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Call;

/** OpenAI's protocol for embeddings. */
public final class EmbeddingsResource {
  /** How many texts a request may have. */
  public static final int MAX_TEXTS = 256;

  /** Characters of all texts of a request together. */
  public static final int MAX_CHARACTERS = 400_000;

  private static final int MAX_BODY = 4 * 1024 * 1024;
  private static final int MAX_NAME = 200;

  private final MiniLm model;

  public EmbeddingsResource(MiniLm model) {
    this.model = model;
  }

  /** <code>GET /v1/models</code>: the one there is. */
  public Answer models(Call call) {
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("object", "list")
            .add(
                "data",
                Json.createArrayBuilder()
                    .add(
                        Json.createObjectBuilder()
                            .add("id", MiniLm.NAME)
                            .add("object", "model")
                            .add("created", 0)
                            .add("owned_by", "sentence-transformers")))
            .build());
  }

  /** <code>POST /v1/embeddings</code>. */
  public Answer embed(Call call) throws IOException, InterruptedException {
    var json = call.json(MAX_BODY);
    var fields = new JsonFields(json);
    checkModel(fields.text("model", MAX_NAME).orElse(MiniLm.NAME));
    var format = fields.text("encoding_format", MAX_NAME).orElse("float");
    if (!format.equals("float") && !format.equals("base64")) {
      fields.refuse("encoding_format", "must be float or base64.");
    }
    int dimensions = fields.integer("dimensions", 1, Integer.MAX_VALUE).orElse(MiniLm.DIMENSIONS);
    if (dimensions != MiniLm.DIMENSIONS) {
      fields.refuse(
          "dimensions",
          "must be %d: this model's vectors cannot be shortened.".formatted(MiniLm.DIMENSIONS));
    }
    var texts = texts(json, fields);
    fields.check();
    return answer(model.embed(texts), format.equals("base64"));
  }

  private static void checkModel(String name) {
    var plain = name.toLowerCase(Locale.ROOT);
    if (!plain.equals(MiniLm.NAME) && !plain.equals("all-minilm-l6-v2")) {
      throw new PlatformException(
          ProblemType.NOT_FOUND,
          "There is no model '%s' here; there is %s.".formatted(name, MiniLm.NAME));
    }
  }

  private static List<String> texts(JsonObject json, JsonFields fields) {
    var texts =
        switch (json.getOrDefault("input", JsonValue.NULL)) {
          case JsonString text -> List.of(text.getString());
          case JsonArray list -> listed(list, fields);
          default -> {
            fields.refuse("input", "is required: a text or a list of texts.");
            yield List.<String>of();
          }
        };
    long characters = 0;
    for (var text : texts) {
      if (text.isBlank()) {
        fields.refuse("input", "has a text without words.");
        break;
      }
      if (text.length() > MiniLm.MAX_TEXT) {
        fields.refuse("input", "has a text of more than %d characters.".formatted(MiniLm.MAX_TEXT));
        break;
      }
      characters += text.length();
    }
    if (characters > MAX_CHARACTERS) {
      throw new PlatformException(
          ProblemType.TOO_LARGE,
          "The texts have %d characters together; at most %d are taken."
              .formatted(characters, MAX_CHARACTERS));
    }
    return texts;
  }

  private static List<String> listed(JsonArray list, JsonFields fields) {
    if (list.size() > MAX_TEXTS) {
      throw new PlatformException(
          ProblemType.TOO_LARGE,
          "input has %d texts; at most %d are taken.".formatted(list.size(), MAX_TEXTS));
    }
    var texts = new ArrayList<String>();
    for (var item : list) {
      if (!(item instanceof JsonString text)) {
        fields.refuse("input", "must be texts; token ids are not taken.");
        return List.of();
      }
      texts.add(text.getString());
    }
    if (texts.isEmpty()) {
      fields.refuse("input", "is an empty list.");
    }
    return texts;
  }

  private static Answer answer(MiniLm.Embedded embedded, boolean base64) {
    return new Answer(
        200,
        Answer.JSON,
        Map.of(),
        out -> {
          try (var json = Json.createGenerator(out)) {
            json.writeStartObject().write("object", "list").writeStartArray("data");
            int index = 0;
            for (var vector : embedded.vectors()) {
              json.writeStartObject().write("object", "embedding").write("index", index++);
              if (base64) {
                json.write("embedding", base64(vector));
              } else {
                write(vector, json);
              }
              json.writeEnd();
            }
            json.writeEnd()
                .write("model", MiniLm.NAME)
                .writeStartObject("usage")
                .write("prompt_tokens", embedded.tokens())
                .write("total_tokens", embedded.tokens())
                .writeEnd()
                .writeEnd();
          }
        });
  }

  private static void write(float[] vector, JsonGenerator json) {
    json.writeStartArray("embedding");
    for (float value : vector) {
      json.write(new BigDecimal(Float.toString(value)));
    }
    json.writeEnd();
  }

  /** As OpenAI sends it: little-endian 32-bit floats. */
  private static String base64(float[] vector) {
    var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
