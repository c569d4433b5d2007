package uk.org.rmatool.jkademlia.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.json.JsonReader;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement;

class SignedSetTest {
  private static final Instant NOW = Instant.parse("2026-11-23T21:00:00Z");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final RecordKey.OfProviders SHARD = new RecordKey.OfProviders("ocr", 0);

  private final RecordPolicy policy = new RecordPolicy(new Verifier(1000, 1000));
  private final RecordReader reader = new RecordReader(policy);

  private static Signer signer(int number) {
    return new Signer("lab-" + number, Keys.of(number));
  }

  private static Value listing(int number, Instant at) {
    return signer(number).provider(SHARD, at, TEN_MINUTES);
  }

  private static Value gone(int number, Instant at, Instant until) {
    return signer(number).gone(SHARD, at, until);
  }

  private Value kept(Value incoming, Value present) {
    var judged = policy.judge(SHARD.point(), incoming, present, NOW);
    assertThat(judged).isInstanceOf(Judgement.Keep.class);
    return ((Judgement.Keep) judged).value();
  }

  private List<CertifiedId> providers(Value value) {
    return reader.providers(SHARD, value, NOW);
  }

  private void assertRefused(Refusal reason, Value value) {
    assertThat(policy.judge(SHARD.point(), value, null, NOW))
        .isEqualTo(new Judgement.Refuse(reason.code()));
  }

  @Test
  void providersOfAShardAreListedTogether() {
    var both = kept(listing(2, NOW), listing(1, NOW));
    assertThat(providers(both)).containsExactlyInAnyOrder(signer(1).id(), signer(2).id());
    assertThat(policy.combine(SHARD.point(), List.of(listing(1, NOW), listing(2, NOW)), NOW))
        .contains(both);
  }

  @Test
  void fortyPublishersInAnyOrderAreListedUntilTheSetIsFull() {
    Value set = listing(0, NOW);
    for (int i = 1; i < 40; i++) {
      set = kept(listing(i, NOW.minusSeconds(i)), set);
    }
    assertThat(providers(set))
        .hasSize(SignedSet.MAX_ENTRIES)
        .contains(signer(0).id(), signer(30).id())
        .doesNotContain(signer(31).id());
  }

  @Test
  void whoWithdrawsStaysAwayUntilItsEntryWouldHaveRunOut() {
    var old = listing(1, NOW.minusSeconds(60));
    var gone = gone(1, NOW, NOW.minusSeconds(60).plus(TEN_MINUTES));
    assertThat(providers(kept(gone, old))).isEmpty();
    assertThat(providers(kept(old, gone))).isEmpty();
    assertThat(providers(kept(listing(2, NOW), gone))).containsExactly(signer(2).id());
    assertThat(policy.judge(SHARD.point(), gone, null, NOW))
        .extracting(judged -> ((Judgement.Keep) judged).expires())
        .isEqualTo(NOW.minusSeconds(60).plus(TEN_MINUTES));
  }

  @Test
  void anOlderEntryDoesNotComeBackWhenTheNewerRanOut() {
    var older = signer(1).provider(SHARD, NOW.minusSeconds(9), Duration.ofMinutes(50));
    assertThat(providers(kept(gone(1, NOW, NOW.plusSeconds(60)), older))).isEmpty();
    var later = NOW.plus(TEN_MINUTES);
    assertThat(policy.judge(SHARD.point(), older, null, later))
        .isEqualTo(new Judgement.Refuse(Refusal.OLDER.code()));
    var other = signer(2).provider(SHARD, later, TEN_MINUTES);
    assertThat(policy.judge(SHARD.point(), older, other, later))
        .isEqualTo(new Judgement.Keep(other, later.plus(TEN_MINUTES)));
  }

  @Test
  void whoWithdrewCanComeBack() {
    var gone = gone(1, NOW.minusSeconds(1), NOW.plusSeconds(60));
    assertThat(providers(kept(listing(1, NOW), gone))).containsExactly(signer(1).id());
  }

  @Test
  void whatRanOutIsNoLongerThere() {
    var old = listing(1, NOW.minus(TEN_MINUTES).plusSeconds(1));
    var both = kept(listing(2, NOW), old);
    assertThat(providers(both)).hasSize(2);
    var later = NOW.plusSeconds(1);
    assertThat(reader.providers(SHARD, both, later)).containsExactly(signer(2).id());
    assertThat(policy.judge(SHARD.point(), both, null, later))
        .isEqualTo(new Judgement.Keep(listing(2, NOW), NOW.plus(TEN_MINUTES)));
    assertRefused(Refusal.EXPIRED, listing(1, NOW.minus(TEN_MINUTES)));
  }

  @Test
  void anEntryThatDoesNotHoldIsLeftOut() {
    var honest = ((Value.Str) listing(1, NOW)).text();
    var forged = ((Value.Str) listing(2, NOW)).text().replace("lab-2", "bal-2");
    assertRefused(Refusal.SIGNATURE, new Value.Str(forged));
    var both = new Value.Str(honest.substring(0, honest.length() - 1) + "," + forged.substring(1));
    assertThat(policy.judge(SHARD.point(), both, null, NOW))
        .isEqualTo(new Judgement.Keep(new Value.Str(honest), NOW.plus(TEN_MINUTES)));
    assertThat(providers(both)).containsExactly(signer(1).id());
  }

  @Test
  void anEntryOfWhichAByteChangedIsNeverListed() {
    var entry = ((Value.Str) listing(1, NOW)).text();
    for (int at = 0; at < entry.length(); at++) {
      for (var other : new char[] {(char) (entry.charAt(at) ^ 1), ' ', 'A'}) {
        if (other != entry.charAt(at)) {
          var changed = entry.substring(0, at) + other + entry.substring(at + 1);
          var judged = policy.judge(SHARD.point(), new Value.Str(changed), null, NOW);
          assertThat(judged instanceof Judgement.Keep(var kept, var until) ? providers(kept) : null)
              .as(changed)
              .isNullOrEmpty();
        }
      }
    }
  }

  @Test
  void entriesOfAnotherKeyOrKindAreRefused() {
    var other = new RecordKey.OfProviders("ner", 0);
    assertRefused(Refusal.KEY, signer(1).provider(other, NOW, TEN_MINUTES));
    var shards = new RecordKey.OfShards("ocr");
    var told = signer(1).shards(shards, 4, NOW, TEN_MINUTES);
    assertRefused(Refusal.KEY, told);
    var presence =
        Signed.make(
            new JsonObject(Map.of()),
            "worker:" + signer(1).id(),
            1,
            NOW.plusSeconds(1),
            Keys.of(1));
    assertThat(
            policy.judge(
                new RecordKey.OfWorker(signer(1).id()).point(),
                new Value.Str(new SignedSet(List.of(presence)).text()),
                null,
                NOW))
        .isEqualTo(new Judgement.Refuse(Refusal.KIND.code()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"n\":1}", "{\"n\":\"\"}", "{\"n\":\"a\\nb\"}", "{\"shards\":3}"})
  void anEntryThatSaysNothingIsRefused(String content) throws Exception {
    var body = (JsonObject) JsonReader.read(content);
    for (var key : List.of(SHARD, new RecordKey.OfShards("ocr"))) {
      var entry = Signed.make(body, key.text(), 1, NOW.plusSeconds(1), Keys.of(1));
      var value = new Value.Str(new SignedSet(List.of(entry)).text());
      assertThat(policy.judge(key.point(), value, null, NOW))
          .isEqualTo(new Judgement.Refuse(Refusal.MALFORMED.code()));
    }
  }

  @Test
  void tooManyOrTooLongEntriesAreRefused() throws Exception {
    var entry = ((Value.Str) listing(1, NOW)).text();
    var inner = entry.substring(1, entry.length() - 1);
    var many = String.join(",", Collections.nCopies(32, inner));
    assertRefused(Refusal.SIZE, new Value.Str("[" + many + "]"));
    var body = (JsonObject) JsonReader.read("{\"n\":\"" + "a".repeat(60) + "\"}");
    var longer = Signed.make(body, SHARD.text(), 1, NOW.plusSeconds(1), Keys.of(1));
    assertRefused(Refusal.SIZE, new Value.Str(new SignedSet(List.of(longer)).text()));
  }

  @Test
  void setsHoldNothingUnsigned() {
    var entry = ((Value.Str) listing(1, NOW)).text();
    for (var more : List.of("\"lab\"", "{}", "1", "NaN")) {
      assertRefused(
          Refusal.MALFORMED,
          new Value.Str(entry.substring(0, entry.length() - 1) + "," + more + "]"));
    }
    assertThat(policy.judge(SHARD.point(), new Value.Str("[]"), listing(1, NOW), NOW))
        .isEqualTo(new Judgement.Refuse(Refusal.UNSIGNED_OVER_SIGNED.code()));
  }

  @Test
  void aProviderMayBeInTheShardsThatAreItsOwnForSomeNumberOfShards() {
    for (int number = 0; number < 20; number++) {
      var id = signer(number).id();
      var own = new TreeSet<Integer>();
      for (int count = 1; count <= Shards.MAX; count *= 2) {
        own.add(Shards.of(id, count));
      }
      assertThat(IntStream.range(0, Shards.MAX).filter(shard -> Shards.mayHold(shard, id)))
          .containsExactlyElementsOf(own);
    }
    var foreign = new RecordKey.OfProviders("ocr", wrongFor(1));
    assertThatThrownBy(() -> signer(1).provider(foreign, NOW, TEN_MINUTES))
        .hasMessageContaining("is never in");
  }

  private static int wrongFor(int number) {
    return IntStream.range(0, 8)
        .filter(shard -> !Shards.mayHold(shard, signer(number).id()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anEntryInAForeignShardIsRefused() throws Exception {
    var key = new RecordKey.OfProviders("ocr", wrongFor(1));
    var body = (JsonObject) JsonReader.read("{\"n\":\"lab-1\"}");
    var entry = Signed.make(body, key.text(), 1, NOW.plusSeconds(1), Keys.of(1));
    assertThat(
            policy.judge(
                key.point(), new Value.Str(new SignedSet(List.of(entry)).text()), null, NOW))
        .isEqualTo(new Judgement.Refuse(Refusal.SHARD.code()));
  }

  @Test
  void theLongestNamesAndKeysOfTheCatalogueFit() throws Exception {
    var longest = new Signer("a-host-with-a-long-name.example.org", Keys.of(3));
    var listed = longest.ids().getLast();
    assertThat(longest.ids()).containsExactly(longest.id(), longest.id().shortened());
    int shard = Shards.of(listed, Shards.MAX);
    var key = new RecordKey.OfProviders("document-processing", shard);
    var set = longest.provider(key, NOW, TEN_MINUTES);
    assertThat(((Value.Str) set).text().length() - 2).isBetween(200, SignedSet.MAX_ENTRY_BYTES);
    assertThat(reader.providers(key, set, NOW)).containsExactly(listed);
    assertThat(longest.gone(key, NOW, NOW.plusSeconds(9))).isNotNull();
    var thousandth = new RecordKey.OfProviders("document-processing", 1023);
    var widest =
        Signed.make(
            (JsonObject) JsonReader.read("{\"n\":\"0123456789\"}"),
            thousandth.text(),
            NOW.toEpochMilli(),
            NOW,
            Keys.of(3));
    assertThat(widest.text()).hasSize(SignedSet.MAX_ENTRY_BYTES);
    assertThatThrownBy(
            () -> longest.provider(new RecordKey.OfProviders("a".repeat(60), 0), NOW, TEN_MINUTES))
        .hasMessageContaining("too long");
  }

  @Test
  void theNumberOfShardsIsBelievedOfWhoIsTrusted() {
    var service = new RecordKey.OfShards("document-processing");
    var one = signer(1).shards(service, 4, NOW, TEN_MINUTES);
    var two = signer(2).shards(service, Shards.MAX, NOW, TEN_MINUTES);
    var both = policy.combine(service.point(), List.of(one, two), NOW).orElseThrow();
    Bytes trusted = Keys.of(1).publicKey();
    assertThat(reader.shards(service, both, trusted::equals, NOW)).hasValue(4);
    assertThat(reader.shards(service, both, key -> true, NOW)).hasValue(Shards.MAX);
    assertThat(reader.shards(service, both, key -> false, NOW)).isEmpty();
    assertThatThrownBy(() -> signer(1).shards(service, 3, NOW, TEN_MINUTES))
        .hasMessageContaining("not a number of shards");
  }

  @Test
  void aShardIsNearEightEntries() {
    assertThat(Stream.of(0, 1, 8, 9, 16, 17, 40, 2000, 1_000_000).map(Shards::forProviders))
        .containsExactly(1, 1, 1, 2, 2, 4, 8, 256, Shards.MAX);
  }

  private static final List<Signed> ENTRIES =
      IntStream.range(0, 120).mapToObj(SignedSetTest::entry).toList();

  /** Forty nodes with three entries each, the newest of which withdraws for some. */
  private static Signed entry(int number) {
    var content = number % 5 == 0 ? "{\"gone\":true}" : "{\"n\":\"lab\"}";
    try {
      return Signed.make(
          (JsonObject) JsonReader.read(content),
          SHARD.text(),
          (number * 7) % 50,
          NOW.plusSeconds(number),
          Keys.of(number % 40));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Provide
  Arbitrary<SignedSet> sets() {
    var few = Arbitraries.of(ENTRIES).list().ofMaxSize(8);
    var full = Arbitraries.shuffle(ENTRIES).map(all -> all.subList(0, 60));
    return Combinators.combine(few, full, Arbitraries.of(true, false))
        .as((one, other, small) -> SignedSet.of(small ? one : other));
  }

  @Property(tries = 300)
  void mergingIsCommutative(@ForAll("sets") SignedSet a, @ForAll("sets") SignedSet b) {
    assertThat(a.merge(b)).isEqualTo(b.merge(a));
  }

  @Property(tries = 300)
  void mergingIsAssociative(
      @ForAll("sets") SignedSet a, @ForAll("sets") SignedSet b, @ForAll("sets") SignedSet c) {
    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
  }

  @Property(tries = 300)
  void mergingIsIdempotent(@ForAll("sets") SignedSet a, @ForAll("sets") SignedSet b) {
    assertThat(a.merge(a)).isEqualTo(a);
    assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
  }

  @Property(tries = 300)
  void aMergedSetFitsAValue(@ForAll("sets") SignedSet a, @ForAll("sets") SignedSet b) {
    assertThat(a.merge(b).text().length()).isLessThanOrEqualTo(RecordPolicy.MAX_BYTES);
  }
}
