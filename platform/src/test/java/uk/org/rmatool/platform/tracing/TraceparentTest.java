package uk.org.rmatool.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TraceparentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String HEX = "0123456789abcdef";

  @Property
  void whatTheStandardWritesIsTaken(@ForAll("traceparents") String value) {
    assertThat(Traceparent.isValid(List.of(value))).isTrue();
  }

  @Property
  void anyOtherCharacterAnywhereIsNot(
      @ForAll("traceparents") String value, @ForAll @IntRange(max = 54) int at, @ForAll char c) {
    var isDash = at == 2 || at == 35 || at == 52;
    var harmless = isDash ? c == '-' : HEX.indexOf(c) >= 0;
    if (!harmless) {
      var changed = value.substring(0, at) + c + value.substring(at + 1);
      assertThat(Traceparent.isValid(List.of(changed))).isFalse();
    }
  }

  @Property
  void whateverElseIsSentIsNotTakenUnlessItReadsTheSame(@ForAll String value) {
    assertThat(Traceparent.isValid(List.of(value))).isEqualTo(isWritten(value));
  }

  @Property
  void itIsNeitherShorterNorLongerNorTwice(
      @ForAll("traceparents") String value, @ForAll @IntRange(max = 54) int length) {
    assertThat(Traceparent.isValid(List.of(value.substring(0, length)))).isFalse();
    assertThat(Traceparent.isValid(List.of(value + "0"))).isFalse();
    assertThat(Traceparent.isValid(List.of(value, value))).isFalse();
    assertThat(Traceparent.isValid(List.of())).isFalse();
  }

  @Property(tries = 20)
  void zeroIsNoIdAndCapitalsAreNoneOfItsDigits(@ForAll("traceparents") String value) {
    var ids = value.substring(2);
    assertThat(Traceparent.isValid(List.of("ff" + ids))).isFalse();
    assertThat(Traceparent.isValid(List.of("00-" + "0".repeat(32) + "-" + SPAN + "-01"))).isFalse();
    assertThat(Traceparent.isValid(List.of("00-" + TRACE + "-" + "0".repeat(16) + "-01")))
        .isFalse();
    assertThat(
            Traceparent.isValid(
                List.of("00-" + TRACE.toUpperCase(Locale.ROOT) + "-" + SPAN + "-01")))
        .isFalse();
  }

  @Property(tries = 20)
  void onlyVersionsToComeMayHaveMore(@ForAll("traceparents") String value) {
    var ids = value.substring(2);
    assertThat(Traceparent.isValid(List.of("00" + ids + "-more"))).isFalse();
    assertThat(Traceparent.isValid(List.of("01" + ids + "-more"))).isTrue();
    assertThat(Traceparent.isValid(List.of("01" + ids + "more"))).isFalse();
  }

  /** The standard's grammar, read character by character. */
  private static boolean isWritten(String value) {
    if (value.length() < 55 || value.startsWith("ff")) {
      return false;
    }
    for (int i = 0; i < 55; i++) {
      var c = value.charAt(i);
      if (i == 2 || i == 35 || i == 52 ? c != '-' : HEX.indexOf(c) < 0) {
        return false;
      }
    }
    return value.length() == 55 || (!value.startsWith("00") && value.charAt(55) == '-');
  }

  @Provide
  Arbitrary<String> traceparents() {
    return Combinators.combine(hex(32), hex(16), hex(2))
        .as((trace, span, flags) -> "00-" + trace + "-" + span + "-" + flags)
        .filter(
            value ->
                !value.contains("-" + "0".repeat(32)) && !value.contains("-" + "0".repeat(16)));
  }

  private static Arbitrary<String> hex(int length) {
    return Arbitraries.strings().withChars(HEX).ofLength(length);
  }
}
