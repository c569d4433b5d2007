package uk.org.rmatool.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"w", "a/b c?d", "Ünïcode", "edge-1795416610047", "x y"})
  void deployedNodesIdsAreWhateverTheyChose(String id) {
    assertThat(new NodeId(id).value()).isEqualTo(id);
    assertThat(new NodeId(id).fingerprint()).isEmpty();
    assertThat(new NodeId(id)).hasToString(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "a\u0000b", "a\nb", "\u007f"})
  void idsAreNeitherBlankNorHoldControlCharacters(String id) {
    assertThatThrownBy(() -> new NodeId(id)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void idsHaveAtMost200Characters() {
    assertThat(new NodeId("x".repeat(200)).value()).hasSize(200);
    assertThatThrownBy(() -> new NodeId("x".repeat(201)))
        .hasMessageContaining("1 to 200 characters");
  }

  @Test
  void oursEndInTheFingerprintOfTheirKey() {
    assertThat(new NodeId("lab-7-mxkq2v5zc3hn7rta").fingerprint()).contains("mxkq2v5zc3hn7rta");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-mxkq2v5zc3hn7rta", // no name
        "lab-mxkq2v5zc3hn7rt", // 15 letters
        "lab-mxkq2v5zc3hn7rtaa", // 17
        "lab-MXKQ2V5ZC3HN7RTA", // upper case
        "lab-mxkq2v5zc3hn7rt1", // not base32
        "labmxkq2v5zc3hn7rta", // no dash
        "lab-mxkq2v5zc3hn7rta-x"
      })
  void whatOnlyLooksLikeAFingerprintIsNone(String id) {
    assertThat(new NodeId(id).fingerprint()).isEmpty();
  }

  @Test
  void idsAreOrderedAsText() {
    assertThat(new NodeId("a")).isLessThan(new NodeId("b"));
  }
}
