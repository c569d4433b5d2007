package uk.org.rmatool.entities;

/**
 * A piece of a text and what it is.
 *
 * @param start offset of its first char
 * @param end offset after its last char
 * @param score how sure the finder is, above 0, at most 1
 */
public record Entity(EntityType type, int start, int end, double score) {
  public Entity {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("no span: %d to %d".formatted(start, end));
    }
    if (!(score > 0 && score <= 1)) {
      throw new IllegalArgumentException("score " + score);
    }
  }

  public boolean overlaps(Entity other) {
    return start < other.end && other.start < end;
  }

  public String in(String text) {
    return text.substring(start, end);
  }
}
