package uk.org.rmatool.entities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntitiesTest {
  @Test
  void ofWhatOverlapsTheFirstSaidStays() {
    var entities = new Entities();
    var first = new Entity(EntityType.DATE, 5, 10, 1);
    var before = new Entity(EntityType.PERSON, 0, 5, 0.5);
    var after = new Entity(EntityType.MONEY, 10, 12, 0.5);
    entities.add(first);
    entities.addAll(
        List.of(
            new Entity(EntityType.PERSON, 0, 6, 1),
            new Entity(EntityType.PERSON, 6, 7, 1),
            new Entity(EntityType.PERSON, 9, 20, 1),
            new Entity(EntityType.PERSON, 0, 20, 1),
            after,
            before));
    assertThat(entities.inOrder()).containsExactly(before, first, after);
  }

  @Test
  void anEntityHasALengthAndAScore() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Entity(EntityType.DATE, 3, 3, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Entity(EntityType.DATE, -1, 3, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Entity(EntityType.DATE, 0, 3, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Entity(EntityType.DATE, 0, 3, Double.NaN));
  }
}
