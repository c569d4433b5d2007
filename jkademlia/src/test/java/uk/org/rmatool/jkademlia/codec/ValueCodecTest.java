package uk.org.rmatool.jkademlia.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.message.Value;

class ValueCodecTest {
  @Property
  void whatWasWrittenIsReadAgain(@ForAll("values") Value value) throws Exception {
    assertThat(read(ValueWriter.write(value))).isEqualTo(value);
  }

  @Property
  void whatWasCutOffIsRefused(@ForAll("values") Value value) {
    var bytes = ValueWriter.write(value).toArray();
    for (int length = 0; length < bytes.length; length++) {
      var cut = Bytes.of(Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> read(cut)).isInstanceOf(CodecException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "127, 7f",
    "128, cc80",
    "255, ccff",
    "256, cd0100",
    "65535, cdffff",
    "65536, ce00010000",
    "4294967295, ceffffffff",
    "4294967296, cf0000000100000000",
    "-1, ff",
    "-32, e0",
    "-33, d0df",
    "-128, d080",
    "-129, d1ff7f",
    "-32768, d18000",
    "-32769, d2ffff7fff",
    "-2147483648, d280000000",
    "-2147483649, d3ffffffff7fffffff"
  })
  void integersAreWrittenInTheirShortestForm(long value, String hex) {
    assertThat(ValueWriter.write(new Value.Int(value))).hasToString(hex);
  }

  @ParameterizedTest
  @CsvSource({"0, 90", "15, 9f", "16, dc0010", "65535, dcffff", "65536, dd00010000"})
  void collectionsAreWrittenInTheirShortestForm(int count, String prefix) {
    var array = new Value.Array(Collections.nCopies(count, new Value.Nil()));
    assertThat(ValueWriter.write(array).toString()).startsWith(prefix);
  }

  @Test
  void aFloatOfFourBytesIsAFloat() throws Exception {
    assertThat(read(Bytes.ofHex("ca3fc00000"))).isEqualTo(new Value.Float64(1.5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c1",
        "c7",
        "d400",
        "d60000000000", // nothing, unused, extensions
        "a1ff",
        "a2c080",
        "a3eda080", // not UTF-8, overlong, half a pair
        "dd7fffffff",
        "ddffffffff",
        "dfffffffff",
        "c6ffffffff",
        "dbffffffff", // lengths
        "0000" // more than one value
      })
  void whatIsNoValueIsRefused(String hex) {
    assertThatThrownBy(() -> read(Bytes.ofHex(hex))).isInstanceOf(CodecException.class);
  }

  @Test
  void depthHasALimit() throws Exception {
    assertThat(read(nested(ValueReader.MAX_DEPTH))).isInstanceOf(Value.Array.class);
    assertThatThrownBy(() -> read(nested(ValueReader.MAX_DEPTH + 1)))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void theNumberOfElementsHasALimit() throws Exception {
    assertThat(read(nils(ValueReader.MAX_ELEMENTS - 1))).isInstanceOf(Value.Array.class);
    assertThatThrownBy(() -> read(nils(ValueReader.MAX_ELEMENTS)))
        .isInstanceOf(CodecException.class);
  }

  private static Bytes nils(int count) {
    return ValueWriter.write(new Value.Array(Collections.nCopies(count, new Value.Nil())));
  }

  private static Bytes nested(int depth) {
    Value value = new Value.Nil();
    for (int i = 0; i < depth; i++) {
      value = new Value.Array(List.of(value));
    }
    return ValueWriter.write(value);
  }

  private static Value read(Bytes bytes) throws CodecException {
    return ValueReader.read(bytes.buffer());
  }

  @Provide
  static Arbitrary<Value> values() {
    return Arbitraries.lazyOf(
            ValueCodecTest::scalars,
            ValueCodecTest::scalars,
            () -> values().list().ofMaxSize(3).map(Value.Array::new),
            () ->
                Combinators.combine(scalars(), values())
                    .as(Value.Pair::new)
                    .list()
                    .ofMaxSize(3)
                    .map(Value.Map::new))
        .filter(value -> depth(value) <= ValueReader.MAX_DEPTH);
  }

  private static int depth(Value value) {
    return switch (value) {
      case Value.Array(var elements) ->
          1 + elements.stream().mapToInt(ValueCodecTest::depth).max().orElse(0);
      case Value.Map(var pairs) ->
          1 + pairs.stream().mapToInt(pair -> depth(pair.value())).max().orElse(0);
      default -> 0;
    };
  }

  private static Arbitrary<Value> scalars() {
    return Arbitraries.oneOf(
        Arbitraries.just(new Value.Nil()),
        Arbitraries.of(true, false).map(Value.Bool::new),
        Arbitraries.longs().map(Value.Int::new),
        Arbitraries.longs().lessOrEqual(-1).map(Value.Unsigned::new),
        Arbitraries.doubles().map(Value.Float64::new),
        Arbitraries.strings().all().excludeChars(range()).ofMaxLength(300).map(Value.Str::new),
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(300)
            .map(b -> new Value.Bin(Bytes.of(b))));
  }

  private static char[] range() {
    var surrogates = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
    for (int i = 0; i < surrogates.length; i++) {
      surrogates[i] = (char) (Character.MIN_SURROGATE + i);
    }
    return surrogates;
  }
}
