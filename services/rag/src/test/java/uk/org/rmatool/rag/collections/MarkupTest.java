package uk.org.rmatool.rag.collections;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void wordsStayAndSignsGo() {
    assertThat(Markup.strip("## Lamp\n**Lit** by `dusk`, see [the rules](docs/rules.md#lamp)."))
        .isEqualTo("Lamp\nLit by dusk, see the rules.");
    assertThat(Markup.strip("| port | what |\n|---|---|\n| 80 | web |").lines().map(String::strip))
        .containsExactly("port what", "", "80 web");
  }

  @Test
  void proseStaysAsItIs() {
    var prose = "No. #1 of 2 * 3 (see [4]) - that's all.\n\nA new paragraph.";
    assertThat(Markup.strip(prose)).isEqualTo(prose);
  }
}
