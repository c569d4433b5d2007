package uk.org.rmatool.platform.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.Json;

class HeapBudgetTest {
  @Test
  void whatIsUsedIsNoRoomAndWhatIsGivenBackIs() {
    var budget = new HeapBudget(1_000);
    assertThat(budget.hasRoom(1_000)).isTrue();
    budget.use(600);
    assertThat(budget.hasRoom(401)).isFalse();
    assertThat(budget.hasRoom(400)).isTrue();
    budget.use(500);
    assertThat(budget.hasRoom(1)).isFalse();
    assertThat(budget.hasRoom(-50)).as("less is always possible").isTrue();
    budget.use(-200);
    assertThat(budget.hasRoom(100)).isTrue();
  }

  @Test
  void manySmallValuesTakeMoreThanTheirCharacters() {
    var list = Json.createArrayBuilder();
    for (int i = 0; i < 1_000; i++) {
      list.add(Json.createObjectBuilder());
    }
    assertThat(HeapBudget.of(list.build())).isGreaterThan(100_000);
    assertThat(HeapBudget.of(Json.createValue("x".repeat(500)))).isBetween(500L, 1_000L);
  }
}
