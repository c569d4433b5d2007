package uk.org.rmatool.notes.names;

import java.util.List;
import uk.org.rmatool.entities.Entity;

/**
 * The entities of a text.
 *
 * @param entities in its order, offsets in chars
 * @param source who found them
 */
public record Names(List<Entity> entities, String source) {
  public Names {
    entities = List.copyOf(entities);
  }
}
