package uk.org.rmatool.ner.engine;

import java.util.Locale;
import java.util.Optional;
import uk.org.rmatool.entities.EntityType;

/** What models call the types that this service tells of. */
final class Labels {
  private Labels() {}

  /** Nothing for a type that the service has not, such as MISC. */
  static Optional<EntityType> type(String label) {
    return switch (label.toUpperCase(Locale.ROOT)) {
      case "PER", "PERS", "PERSON" -> Optional.of(EntityType.PERSON);
      case "ORG", "ORGANIZATION", "ORGANISATION" -> Optional.of(EntityType.ORGANIZATION);
      case "LOC", "LOCATION", "GPE" -> Optional.of(EntityType.LOCATION);
      case "DATE" -> Optional.of(EntityType.DATE);
      case "MONEY" -> Optional.of(EntityType.MONEY);
      default -> Optional.empty();
    };
  }
}
