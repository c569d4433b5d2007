package uk.org.rmatool.entities;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Brings together what several finders say of one text; of what overlaps, the first said stays. */
public final class Entities {
  private final TreeMap<Integer, Entity> byStart = new TreeMap<>();

  public void add(Entity entity) {
    if (!overlapsAny(entity)) {
      byStart.put(entity.start(), entity);
    }
  }

  public void addAll(List<Entity> entities) {
    entities.forEach(this::add);
  }

  /** In the order of the text. */
  public List<Entity> inOrder() {
    return new ArrayList<>(byStart.values());
  }

  private boolean overlapsAny(Entity entity) {
    return overlaps(entity, byStart.floorEntry(entity.start()))
        || overlaps(entity, byStart.higherEntry(entity.start()));
  }

  private static boolean overlaps(Entity entity, Map.Entry<Integer, Entity> neighbour) {
    return neighbour != null && neighbour.getValue().overlaps(entity);
  }
}
