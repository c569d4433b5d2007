package uk.org.rmatool.notes.names;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.entities.Entities;
import uk.org.rmatool.entities.Entity;
import uk.org.rmatool.entities.EntityType;
import uk.org.rmatool.entities.RuleFinder;
import uk.org.rmatool.service.platform.Platform;

/** Asks rules, and ner-extraction through the platform for what they do not find. */
public final class NameFinder {
  private static final Logger LOG = System.getLogger(NameFinder.class.getName());
  private static final String SERVICE = "ner-extraction";
  private static final int MAX_ANSWER = 16 * 1024 * 1024;

  private final Platform platform;
  private final RuleFinder rules = new RuleFinder();

  public NameFinder(Platform platform) {
    this.platform = platform;
  }

  public Names find(String text) throws InterruptedException {
    if (platform.known()) {
      try {
        return new Names(asked(text), SERVICE);
      } catch (PlatformException
          | ClassCastException
          | NullPointerException
          | IndexOutOfBoundsException
          | IllegalArgumentException e) {
        LOG.log(Level.DEBUG, "Names are found by rules alone. cause={0}", e.toString());
      }
    }
    return new Names(rules.find(text), "rules");
  }

  private List<Entity> asked(String text) throws InterruptedException {
    var request =
        platform
            .request(SERVICE, "/extract")
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    Json.createObjectBuilder().add("text", text).build().toString()));
    var entities = new Entities();
    entities.addAll(rules.find(text));
    for (var entity :
        platform
            .send(SERVICE, request, MAX_ANSWER)
            .getJsonArray("entities")
            .getValuesAs(JsonObject.class)) {
      entities.add(entity(entity, text));
    }
    return entities.inOrder();
  }

  /** It counts code points. */
  private static Entity entity(JsonObject entity, String text) {
    int start = text.offsetByCodePoints(0, entity.getInt("start"));
    int end = text.offsetByCodePoints(0, entity.getInt("end"));
    return new Entity(
        EntityType.valueOf(entity.getString("type")),
        start,
        end,
        entity.getJsonNumber("score").doubleValue());
  }
}
