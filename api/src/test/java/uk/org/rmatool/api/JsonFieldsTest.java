package uk.org.rmatool.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }

  private static JsonFields fields(String text) {
    return new JsonFields(json(text));
  }

  private static void assertRefused(JsonFields fields, String detail) {
    assertThatThrownBy(fields::check)
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.INVALID_FIELDS))
        .hasMessage(detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'a':null}"})
  void absentAndNullAreTheSame(String body) {
    var fields = fields(body);
    assertThat(fields.text("a", 9)).isEmpty();
    assertThat(fields.object("a")).isEmpty();
    assertThat(fields.number("a", 0, 1)).isEmpty();
    assertThat(fields.integer("a", 0, 1)).isEmpty();
    assertThat(fields.flag("a")).isEmpty();
    assertThat(fields.objects("a", 9)).isEmpty();
    assertThat(fields.texts("a", 9, 9)).isEmpty();
    assertThat(fields.textMap("a", 9, 9)).isEmpty();
    assertThat(fields.address("a")).isEmpty();
    fields.check();
  }

  @Test
  void aFlagIsTrueOrFalseAndNothingElse() {
    assertThat(fields("{'a':true}").flag("a")).contains(true);
    assertThat(fields("{'a':false}").flag("a")).contains(false);
    var text = fields("{'a':'true'}");
    assertThat(text.flag("a")).isEmpty();
    assertRefused(text, "a: must be true or false.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'a':null}"})
  void whatIsRequiredIsMissedOnce(String body) {
    var fields = fields(body);
    fields.requiredText("a", 9);
    assertRefused(fields, "a: is required and must be a string.");
    var others = fields(body);
    others.requiredObject("a");
    assertRefused(others, "a: is required and must be an object.");
  }

  @Test
  void anEmptyTextIsThere() {
    var fields = fields("{'a':''}");
    assertThat(fields.requiredText("a", 9)).isEmpty();
    fields.check();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceInOrder() {
    var fields = fields("{'a':1,'b':'x','c':[]}");
    fields.requiredText("a", 9);
    fields.number("b", 0, 1);
    fields.requiredObject("c");
    fields.refuse("d", "is silly.");
    assertRefused(
        fields, "a: must be a string. b: must be a number. c: must be an object. d: is silly.");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "'\"0.5\"', 0.5", "'\" 1 \"', 1", "1e0, 1", "0.25, 0.25"})
  void numbersMayBeNumericStrings(String value, double number) {
    var fields = fields("{'a':" + value + "}");
    assertThat(fields.number("a", 0, 1)).hasValue(number);
    fields.check();
  }

  @ParameterizedTest
  @CsvSource({
    "-0.01, must be from 0 to 1.",
    "1.01, must be from 0 to 1.",
    "1e999, must be from 0 to 1.",
    "'\"NaN\"', must be from 0 to 1.",
    "'\"-Infinity\"', must be from 0 to 1.",
    "'\"\"', must be a number.",
    "'\"1,5\"', must be a number.",
    "true, must be a number.",
    "[], must be a number.",
  })
  void whatIsNoNumberInRangeIsRefused(String value, String message) {
    var fields = fields("{'a':" + value + "}");
    assertThat(fields.number("a", 0, 1)).isEmpty();
    assertRefused(fields, "a: " + message);
  }

  @Test
  void wholeNumbersAreWhole() {
    assertThat(fields("{'a':3.0}").integer("a", 0, 9)).hasValue(3);
    assertThat(fields("{'a':'3'}").integer("a", 0, 9)).hasValue(3);
    var fields = fields("{'a':1.5}");
    assertThat(fields.integer("a", 0, 9)).isEmpty();
    assertRefused(fields, "a: must be a whole number.");
  }

  @Test
  void textsHaveALimit() {
    assertThat(fields("{'a':'12345'}").text("a", 5)).contains("12345");
    var fields = fields("{'a':'123456'}");
    assertThat(fields.text("a", 5)).isEmpty();
    assertRefused(fields, "a: is longer than 5 characters.");
  }

  @Test
  void whatNoDatabaseKeepsIsRefused() {
    var nul = "\\u0000";
    assertUnstorable("{'a':'x" + nul + "'}", fields -> fields.text("a", 9));
    assertUnstorable("{'a':[{'b':'" + nul + "'}]}", fields -> fields.objects("a", 9));
    assertUnstorable("{'a':{'" + nul + "':''}}", fields -> fields.textMap("a", 9, 9));
    assertUnstorable("{'a':{'b':[{'c':'" + nul + "'}]}}", fields -> fields.requiredObject("a"));
    for (var number : new String[] {"1e500", "-1e-500", "1".repeat(101)}) {
      assertUnstorable("{'a':{'b':" + number + "}}", fields -> fields.requiredObject("a"));
    }
    var fields = fields("{'a':['" + nul + "']}");
    assertThat(fields.texts("a", 9, 9)).isEmpty();
    assertRefused(fields, "a: must be a list of strings of at most 9 characters.");
  }

  private static void assertUnstorable(String body, Consumer<JsonFields> reading) {
    var fields = fields(body);
    reading.accept(fields);
    assertThatThrownBy(fields::check).hasMessageContaining("contains a NUL character");
  }

  @Test
  void listsBeyondTheirLimitAre413AtOnce() {
    assertThat(fields("{'a':['x','y']}").texts("a", 2, 9)).containsExactly("x", "y");
    assertThat(fields("{'a':[{},{}]}").objects("a", 2)).hasSize(2);
    for (var body : new String[] {"{'a':[1,2,3]}", "{'a':[{},{},{}]}"}) {
      assertThatThrownBy(() -> fields(body).objects("a", 2))
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> assertThat(e.problem().type()).isEqualTo(ProblemType.TOO_LARGE))
          .hasMessage("a has 3 entries; at most 2 are taken.");
    }
    assertThatThrownBy(() -> fields("{'a':{'x':'','y':'','z':''}}").textMap("a", 2, 9))
        .hasMessage("a has 3 entries; at most 2 are taken.");
  }

  @Test
  void listsHoldWhatTheyShould() {
    var fields = fields("{'a':['x',1],'b':[{},'x'],'c':{},'d':['long']}");
    assertThat(fields.texts("a", 9, 3)).isEmpty();
    assertThat(fields.objects("b", 9)).isEmpty();
    assertThat(fields.texts("c", 9, 3)).isEmpty();
    assertThat(fields.texts("d", 9, 3)).isEmpty();
    assertRefused(
        fields,
        "a: must be a list of strings of at most 3 characters. b: must be a list of objects."
            + " c: must be a list. d: must be a list of strings of at most 3 characters.");
  }

  @Test
  void mapsNameTheEntryThatIsWrong() {
    var fields = fields("{'a':{'ok':'x','bad':1,'toolong':'1234'}}");
    assertThat(fields.textMap("a", 9, 3)).isEqualTo(Map.of("ok", "x"));
    assertRefused(
        fields,
        "a.bad: must be a string of at most 3 characters."
            + " a.toolong: must be a string of at most 3 characters.");
  }

  @Test
  void addressesAreChecked() {
    assertThat(fields("{'a':'http://x/'}").address("a").orElseThrow()).hasToString("http://x");
    var fields = fields("{'a':'ftp://x'}");
    assertThat(fields.address("a")).isEmpty();
    assertRefused(fields, "a: must be an http or https URL.");
    var endless = fields("{'a':'http://" + "x".repeat(2048) + "'}");
    assertThat(endless.address("a")).isEmpty();
    assertRefused(endless, "a: is longer than 2048 characters.");
  }
}
