package uk.org.rmatool.jkademlia.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonArray;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonBoolean;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNull;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;

class JsonReaderTest {
  private static String canonical(String text) throws JsonException {
    return JsonReader.read(text).canonical();
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  @Test
  void theExampleOfRfc8785IsWrittenAsPrintedThere() throws Exception {
    var given =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;
    assertThat(canonical(given))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void membersAreOrderedByUtf16CodeUnits() throws Exception {
    var given =
        "{\"\\u20ac\":1,\"\\r"
            + "\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"ö\":7}";
    assertThat(canonical(given))
        .isEqualTo("{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "nul",
        "True",
        "NaN",
        "Infinity",
        "-Infinity",
        "01",
        "+1",
        "-",
        "1.",
        ".5",
        "1e",
        "0x10",
        "1e400",
        "-1e400",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u+123\"",
        "\"\t\"",
        "\"\\ud800\"",
        "\"\\ud800x\"",
        "\"\\udc00\"",
        "\"\\udc00\\ud800\"",
        "1 1",
        "{} {}",
        "[] x",
        "// note\n1",
        "\ufeff1",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
      })
  void whatIsNotStrictlyJsonIsRefused(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonException.class);
  }

  @Test
  void depthLengthAndNumbersAreLimited() throws Exception {
    assertThat(canonical(nested(JsonReader.MAX_DEPTH))).isEqualTo(nested(JsonReader.MAX_DEPTH));
    assertThatThrownBy(() -> JsonReader.read(nested(JsonReader.MAX_DEPTH + 1)))
        .hasMessageContaining("levels");
    assertThat(JsonReader.read("1" + " ".repeat(JsonReader.MAX_LENGTH - 1)))
        .isEqualTo(new JsonNumber(1));
    assertThatThrownBy(() -> JsonReader.read("1" + " ".repeat(JsonReader.MAX_LENGTH)))
        .hasMessageContaining("8192 characters");
    assertThat(JsonReader.read("0." + "1".repeat(126))).isInstanceOf(JsonNumber.class);
    assertThatThrownBy(() -> JsonReader.read("0." + "1".repeat(127)))
        .hasMessageContaining("128 characters");
  }

  @Property
  void everyValueReadsBackFromItsCanonicalText(@ForAll("values") JsonValue value)
      throws JsonException {
    var read = JsonReader.read(value.canonical());
    assertThat(read).isEqualTo(value);
    assertThat(read.canonical()).isEqualTo(value.canonical());
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll("likeJson") String text) {
    try {
      assertThat(JsonReader.read(text).canonical()).isNotEmpty();
    } catch (JsonException refused) {
      assertThat(refused).hasMessageContaining(" at character ");
    }
  }

  @Provide
  Arbitrary<String> likeJson() {
    return Arbitraries.strings().withChars("{}[]\",:\\u0123456789abcdeE+-.truefalsn \ud800\udc00");
  }

  @Provide
  Arbitrary<JsonValue> values() {
    return nested(scalars(), 3);
  }

  private Arbitrary<JsonValue> nested(Arbitrary<JsonValue> inner, int levels) {
    if (levels == 0) {
      return inner;
    }
    var arrays = inner.list().ofMaxSize(3).<JsonValue>map(JsonArray::new);
    var objects = Arbitraries.maps(texts(), inner).ofMaxSize(3).<JsonValue>map(JsonObject::new);
    return nested(Arbitraries.oneOf(List.of(scalars(), arrays, objects)), levels - 1);
  }

  private Arbitrary<JsonValue> scalars() {
    return Arbitraries.oneOf(
        List.of(
            texts().map(JsonString::new),
            Arbitraries.longs()
                .map(Double::longBitsToDouble)
                .filter(Double::isFinite)
                .map(JsonNumber::new),
            Arbitraries.integers().map(JsonNumber::new),
            Arbitraries.of(true, false).map(JsonBoolean::new),
            Arbitraries.just(new JsonNull())));
  }

  private Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMaxLength(8)
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000));
  }

  @Test
  void membersAreFoundByNameAndType() {
    var object =
        new JsonObject(Map.of("a", new JsonString("x"), "b", new JsonNumber(1)))
            .with("c", new JsonNull())
            .without("d");
    assertThat(object.text("a")).contains("x");
    assertThat(object.text("b")).isEmpty();
    assertThat(object.number("b")).contains(1.0);
    assertThat(object.number("a")).isEmpty();
    assertThat(object.get("c")).contains(new JsonNull());
    assertThat(object.without("c").get("c")).isEmpty();
    assertThat(JsonArray.ofTexts(List.of("x", "y")).canonical()).isEqualTo("[\"x\",\"y\"]");
  }
}
