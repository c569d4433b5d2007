package uk.org.rmatool.ner.engine;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.StrictJson;

/**
 * What a model's <code>config.json</code> says of it.
 *
 * @param labels for each of the model's outputs what it means, such as B-PER
 * @param window how many tokens it reads at once
 */
record OnnxConfig(List<String> labels, int window) {
  private static final int USUAL_WINDOW = 512;

  OnnxConfig {
    labels = List.copyOf(labels);
  }

  static OnnxConfig read(Path file) throws IOException {
    try {
      var config = StrictJson.parse(Files.readAllBytes(file));
      return new OnnxConfig(labels(config), window(config));
    } catch (PlatformException | ClassCastException e) {
      throw new IOException(file + " is not as expected.", e);
    }
  }

  private static List<String> labels(JsonObject config) throws IOException {
    var labels = new ArrayList<String>();
    if (config.get("id2label") instanceof JsonObject byId) {
      while (byId.get(Integer.toString(labels.size())) instanceof JsonString label) {
        labels.add(label.getString());
      }
    }
    if (labels.isEmpty()) {
      throw new IOException("config.json has no id2label.");
    }
    return labels;
  }

  private static int window(JsonObject config) {
    int most =
        config.get("max_position_embeddings") instanceof JsonNumber n ? n.intValue() : USUAL_WINDOW;
    return Math.clamp(most, 2 * OnnxEngine.STRIDE, USUAL_WINDOW);
  }
}
