package uk.org.rmatool.jkademlia.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.Origin;
import uk.org.rmatool.jkademlia.json.JsonReader;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.Source;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement;

class RecordPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-23T21:00:00Z");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final SigningKey KEY = Keys.of(1);
  private static final CertifiedId ID = CertifiedId.of("lab", KEY.publicKey());
  private static final RecordKey AT = new RecordKey.OfWorker(ID);
  private static final JsonObject BODY =
      new JsonObject(
          Map.of("worker_id", new JsonString(ID.toString()), "load", new JsonNumber(0.5)));

  private final RecordPolicy policy = new RecordPolicy(new Verifier(1000, 1000));

  private static Value.Str text(Signed signed) {
    return new Value.Str(signed.text());
  }

  private static Signed signed(Instant at, Duration lifetime) {
    return Signed.make(BODY, AT.text(), at.toEpochMilli(), at.plus(lifetime), KEY);
  }

  private void assertRefused(Refusal reason, Key key, Value value, @Nullable Value present) {
    assertThat(policy.judge(key, value, present, NOW))
        .isEqualTo(new Judgement.Refuse(reason.code()));
  }

  private void assertRefused(Refusal reason, Value value) {
    assertRefused(reason, AT.point(), value, null);
  }

  private void assertRefused(Refusal reason, Signed signed) {
    assertRefused(reason, text(signed));
  }

  @Test
  void aSignedRecordIsKeptUntilItRunsOut() {
    var record = signed(NOW, TEN_MINUTES);
    assertThat(policy.judge(AT.point(), text(record), null, NOW))
        .isEqualTo(new Judgement.Keep(text(record), NOW.plus(TEN_MINUTES)));
  }

  @Test
  void aRecordIsKeptInItsCanonicalForm() {
    var record = signed(NOW, TEN_MINUTES);
    var blanks = new Value.Str(" " + record.text().replace(",", " ,\n") + "\t");
    assertThat(policy.judge(AT.point(), blanks, null, NOW))
        .isEqualTo(new Judgement.Keep(text(record), NOW.plus(TEN_MINUTES)));
  }

  @Test
  void aRecordUnderAnotherKeyIsRefused() {
    var other = Key.named("worker:other");
    assertRefused(Refusal.KEY, other, text(signed(NOW, TEN_MINUTES)), null);
  }

  @Test
  void aRecordAboutAnotherNodeThanItsKeySaysIsRefused() {
    var about = CertifiedId.of("other", KEY.publicKey()).toString();
    var body = BODY.with("worker_id", new JsonString(about));
    var expires = NOW.plus(TEN_MINUTES);
    assertRefused(Refusal.KEY, Signed.make(body, AT.text(), 1, expires, KEY));
    assertRefused(Refusal.KEY, Signed.make(body.without("worker_id"), AT.text(), 1, expires, KEY));
  }

  @Test
  void whoeverSignsForAnotherIsRefused() {
    var record =
        Signed.make(BODY, AT.text(), NOW.toEpochMilli(), NOW.plus(TEN_MINUTES), Keys.of(2));
    assertRefused(Refusal.FINGERPRINT, record);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "worker:gpu-001",
        "job:1",
        "x",
        "coordinators:eu-west",
        "provider:ocr:0",
        "shards:ocr"
      })
  void aRecordThatNobodyOwnsIsRefused(String key) {
    var record = Signed.make(BODY, key, NOW.toEpochMilli(), NOW.plus(TEN_MINUTES), KEY);
    assertRefused(Refusal.KIND, Key.named(key), text(record), null);
  }

  @Test
  void aRecordThatRanOutIsRefused() {
    assertRefused(Refusal.EXPIRED, signed(NOW.minus(TEN_MINUTES), TEN_MINUTES));
    var last = signed(NOW.minus(TEN_MINUTES).plusSeconds(1), TEN_MINUTES);
    assertThat(policy.judge(AT.point(), text(last), null, NOW)).isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void aRecordMayLiveAnHourAndTwoMinutesMoreForClocks() {
    var longest = signed(NOW, Duration.ofMinutes(62));
    assertThat(policy.judge(AT.point(), text(longest), null, NOW))
        .isInstanceOf(Judgement.Keep.class);
    assertRefused(Refusal.EXPIRY, signed(NOW, Duration.ofMinutes(62).plusSeconds(1)));
  }

  @Test
  void aRecordFromTheFutureIsRefused() {
    var expires = NOW.plus(TEN_MINUTES);
    var ahead = NOW.plus(Duration.ofMinutes(2)).toEpochMilli();
    assertThat(
            policy.judge(
                AT.point(), text(Signed.make(BODY, AT.text(), ahead, expires, KEY)), null, NOW))
        .isInstanceOf(Judgement.Keep.class);
    assertRefused(Refusal.SEQUENCE, Signed.make(BODY, AT.text(), ahead + 1, expires, KEY));
  }

  @Test
  void anOlderRecordNeverReplacesANewerOne() {
    var older = signed(NOW.minusMillis(1), TEN_MINUTES);
    var newer = signed(NOW, TEN_MINUTES);
    assertRefused(Refusal.OLDER, AT.point(), text(older), text(newer));
    assertThat(policy.judge(AT.point(), text(newer), text(older), NOW))
        .isEqualTo(new Judgement.Keep(text(newer), newer.expires()));
    assertThat(policy.judge(AT.point(), text(newer), text(newer), NOW))
        .isEqualTo(new Judgement.Keep(text(newer), newer.expires()));
  }

  @Test
  void ofTwoRecordsOfOneSequenceTheSameStaysEverywhere() {
    var expires = NOW.plus(TEN_MINUTES);
    var one = Signed.make(BODY, AT.text(), 7, expires, KEY);
    var two = Signed.make(BODY.with("load", new JsonNumber(1)), AT.text(), 7, expires, KEY);
    var first = policy.judge(AT.point(), text(one), text(two), NOW);
    var second = policy.judge(AT.point(), text(two), text(one), NOW);
    assertThat(List.of(first, second)).filteredOn(Judgement.Keep.class::isInstance).hasSize(1);
  }

  @Test
  void anOlderRecordDoesNotComeBackWhenTheNewerRanOut() {
    var hour = Duration.ofHours(1);
    var older = text(signed(NOW, hour));
    var newer = text(signed(NOW.plusMillis(1), Duration.ofMinutes(5)));
    assertThat(policy.judge(AT.point(), newer, older, NOW)).isInstanceOf(Judgement.Keep.class);
    for (int minutes = 0; minutes < 60; minutes++) {
      assertThat(policy.judge(AT.point(), older, null, NOW.plus(Duration.ofMinutes(minutes))))
          .isEqualTo(new Judgement.Refuse("older"));
    }
    var later = NOW.plus(TEN_MINUTES);
    assertThat(policy.judge(AT.point(), text(signed(later, TEN_MINUTES)), newer, later))
        .isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void everyChangedByteIsRefused() {
    var record = signed(NOW, TEN_MINUTES).text();
    for (int at = 0; at < record.length(); at++) {
      for (var other : new char[] {(char) (record.charAt(at) ^ 1), ' ', '0', 'A', '"'}) {
        if (other != record.charAt(at)) {
          var changed = record.substring(0, at) + other + record.substring(at + 1);
          assertThat(policy.judge(AT.point(), new Value.Str(changed), null, NOW))
              .as(changed)
              .isInstanceOf(Judgement.Refuse.class);
        }
      }
    }
  }

  @Test
  void aSignatureThatDoesNotHoldIsRefused() throws Exception {
    var record = signed(NOW, TEN_MINUTES).text();
    assertRefused(Refusal.SIGNATURE, new Value.Str(record.replace("0.5", "0.25")));
    var more = ((JsonObject) JsonReader.read(record)).with("more", new JsonNumber(1));
    assertRefused(Refusal.SIGNATURE, new Value.Str(more.canonical()));
  }

  @ParameterizedTest
  @CsvSource({
    "v, 2, version",
    "v, null, malformed",
    "k, 1, malformed",
    "seq, 1.5, malformed",
    "seq, -1, malformed",
    "seq, 1e300, malformed",
    "seq, true, malformed",
    "exp, {}, malformed",
    "pk, 1, malformed",
  })
  void anEnvelopeThatLacksSomethingIsRefused(String member, String value, String reason)
      throws Exception {
    var body = signed(NOW, TEN_MINUTES).body();
    var envelope = (JsonObject) body.members().get("_dht");
    var changed = body.with("_dht", envelope.with(member, JsonReader.read(value)));
    assertThat(policy.judge(AT.point(), new Value.Str(changed.canonical()), null, NOW))
        .isEqualTo(new Judgement.Refuse(reason));
    var lacking = body.with("_dht", envelope.without(member));
    assertRefused(Refusal.MALFORMED, new Value.Str(lacking.canonical()));
  }

  @Test
  void bytesAreWrittenInOneWay() {
    var record = signed(NOW, TEN_MINUTES);
    var body = record.body();
    var envelope = (JsonObject) body.members().get("_dht");
    for (var member : List.of("pk", "sig")) {
      var text = envelope.text(member).orElseThrow();
      var end = text.charAt(text.length() - 1);
      var head = text.substring(0, text.length() - 1);
      for (var other :
          List.of(text + "=", text + "==", head, text + "A", head + (char) (end + 1), "!" + text)) {
        var changed = body.with("_dht", envelope.with(member, new JsonString(other)));
        assertThat(policy.judge(AT.point(), new Value.Str(changed.canonical()), null, NOW))
            .isInstanceOf(Judgement.Refuse.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"worker_id\":\"%s\"}",
        "{\"load\":0.0,\"worker_id\": \"%s\",\"_dh\":1}",
        " {\"coordinator_id\":\"%s\"}",
        "{\"worker\\u005fid\":\"%s\"}"
      })
  void whatIsUnsignedAboutACertifiedIdIsRefused(String text) {
    assertRefused(Refusal.UNSIGNED, new Value.Str(text.formatted(ID)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"worker_id\":\"a\",\"worker_id\":\"%s\"}",
        "{\"worker_id\":\"%s\",\"load\":NaN}",
        "{'worker_id':'%s'}",
        "{\"worker_id\":\"%s\"} ",
        "\ufeff{\"worker_id\":\"%s\"}",
        "{\"worker_id\"\t:\n\"%s\",\"load\":-Infinity}",
        "{\"worker_id\":\"%s\",\"load\":1e999}",
        "{\"worker\\u005Fid\":\"%s\",\"load\":NaN}",
        "{\"a\":\"it's\",\"worker_id\":\"%s\",\"load\":NaN}",
        "{\"coordinator_id\":\"%s\",\"half\":\"\\ud800\"}",
        "{\"deep\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]],\"worker_id\":\"%s\"}",
        "[{\"worker_id\":\"%s\"}]",
        "{\"_dht\":1,\"worker_id\":\"%s\"}"
      })
  void anObjectThatOthersMightReadDifferentlyIsRefused(String text) {
    var value = new Value.Str(text.formatted(ID));
    assertThat(policy.judge(AT.point(), value, null, NOW)).isInstanceOf(Judgement.Refuse.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void whatReadersTakeForTextIsJudgedAsText(String encoding) {
    for (var mark : List.of("", "\ufeff")) {
      var unsigned = mark + "{\"worker_id\":\"" + ID + "\",\"tunnel_url\":\"x\"}";
      assertRefused(Refusal.UNSIGNED, bin(unsigned, encoding));
      assertRefused(Refusal.MALFORMED, bin(mark + "{\"_dht\":{\"v\":1}}", encoding));
    }
    var signed = signed(NOW, TEN_MINUTES);
    assertThat(policy.judge(AT.point(), bin(signed.text(), encoding), null, NOW))
        .isEqualTo(new Judgement.Keep(text(signed), NOW.plus(TEN_MINUTES)));
  }

  private static Value bin(String text, String encoding) {
    return new Value.Bin(Bytes.wrap(text.getBytes(Charset.forName(encoding))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00", "0000", "ff", "fffe", "feff", "fffe0000", "22", "8001ff", "2700"})
  void bytesThatAreNoTextAreKept(String hex) {
    var value = new Value.Bin(Bytes.ofHex(hex));
    assertThat(policy.judge(Key.named("k"), value, null, NOW))
        .isEqualTo(new Judgement.Keep(value, NOW.plus(Duration.ofDays(7))));
  }

  @Test
  void theUnsignedNeverReplacesTheSigned() {
    var present = text(signed(NOW, TEN_MINUTES));
    for (var value : List.of(new Value.Str("x"), new Value.Int(1), new Value.Str("[]"))) {
      assertRefused(Refusal.UNSIGNED_OVER_SIGNED, AT.point(), value, present);
    }
    assertThat(policy.judge(AT.point(), present, new Value.Str("x"), NOW))
        .isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void aKeyThatOnceHeldSomethingSignedTakesNothingElse() {
    policy.judge(AT.point(), text(signed(NOW, TEN_MINUTES)), null, NOW);
    assertRefused(Refusal.UNSIGNED_OVER_SIGNED, new Value.Str("x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "{}",
        "[\"lab-mxkq2v5zc3hn7rta\",\"gpu-001\"]",
        "[",
        "[[], 1]",
        "{\"worker_id\":\"gpu-001\",\"load\":0.0}",
        "{\"coordinator_id\":\"edge-1\"}",
        "{\"load\":NaN}",
        "{\"worker_id\":\"gpu-001\",\"load\":Infinity}",
        "{'a': 1}",
        "{",
        "[{\"job\":1}]",
        "[{}]",
        "see _dht docs",
        "{\"a\":1,\"a\":2}",
        "{\"note\":\"worker_id: lab-mxkq2v5zc3hn7rta\"}"
      })
  void whatDeployedNodesKeepIsKeptForAWeek(String text) {
    var value = new Value.Str(text);
    assertThat(policy.judge(Key.named("k"), value, new Value.Str("other"), NOW))
        .isEqualTo(new Judgement.Keep(value, NOW.plus(Duration.ofDays(7))));
  }

  @Test
  void whatReadersOfTheDeployedKindCannotReadIsRefused() {
    for (var value : List.of(new Value.Nil(), Value.Array.of(), new Value.Map(List.of()))) {
      assertRefused(Refusal.TYPE, value);
    }
    var longest = new Value.Str("é".repeat(RecordPolicy.MAX_BYTES / 2));
    assertThat(policy.judge(Key.named("k"), longest, null, NOW)).isInstanceOf(Judgement.Keep.class);
    assertRefused(Refusal.SIZE, new Value.Str(longest.text() + "é"));
    assertRefused(Refusal.SIZE, new Value.Bin(Bytes.wrap(new byte[RecordPolicy.MAX_BYTES + 1])));
  }

  @Test
  void aPresenceOfTheDeployedKindDoesNotComeBackOnceReplaced() {
    var old = new Value.Str("{\"worker_id\":\"gpu-001\",\"last_seen\":1.5}");
    var young = new Value.Str("{\"worker_id\":\"gpu-001\",\"last_seen\":2.5}");
    var key = Key.named("worker:gpu-001");
    assertThat(policy.judge(key, young, old, NOW)).isInstanceOf(Judgement.Keep.class);
    assertRefused(Refusal.OLDER, key, old, young);
    assertThat(policy.judge(key, young, young, NOW)).isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void moreSignaturesThanASecondAllowsAreRefused() {
    var busy = new RecordPolicy(new Verifier(2, 2));
    for (int i = 0; i < 3; i++) {
      var record = text(signed(NOW.plusMillis(i), TEN_MINUTES));
      assertThat(busy.judge(AT.point(), record, null, NOW) instanceof Judgement.Keep)
          .isEqualTo(i < 2);
      assertThat(busy.judge(AT.point(), record, null, NOW.plusSeconds(i == 2 ? 1 : 0)))
          .isInstanceOf(Judgement.Keep.class);
    }
  }

  @Test
  void badSignaturesOfOneNeighbourhoodKeepNobodyElseWaiting() throws Exception {
    var few = new RecordPolicy(new Verifier(40, 100));
    var attackers = InetAddress.getByName("192.0.2.1");
    for (int i = 0; i < 500; i++) {
      var from = Source.sentBy(Origin.of(InetAddress.getByName("192.0.2." + i % 256)));
      var forged =
          new Value.Str(text(signed(NOW.plusMillis(i), TEN_MINUTES)).text().replace("0.5", "1"));
      few.judge(AT.point(), forged, null, i % 2 == 0 ? from : Source.askedOf(attackers), NOW);
    }
    var good = text(signed(NOW, TEN_MINUTES));
    assertThat(few.judge(AT.point(), good, null, Source.askedOf(attackers), NOW))
        .isEqualTo(new Judgement.Refuse("busy"));
    var other = Source.sentBy(Origin.of(InetAddress.getByName("198.51.100.1")));
    assertThat(few.judge(AT.point(), good, null, other, NOW)).isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void whatNobodyAskedForLeavesRoomForWhatIsLookedFor() throws Exception {
    var few = new RecordPolicy(new Verifier(40, 100));
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      var from = Source.sentBy(Origin.of(InetAddress.getByName("10.0." + i + ".1")));
      var record = text(signed(NOW.plusMillis(i), TEN_MINUTES));
      taken += few.judge(AT.point(), record, null, from, NOW) instanceof Judgement.Keep ? 1 : 0;
    }
    assertThat(taken).isEqualTo(30);
    var wanted = text(signed(NOW.plusMillis(100), TEN_MINUTES));
    var asked = Source.askedOf(InetAddress.getByName("198.51.100.1"));
    assertThat(few.judge(AT.point(), wanted, null, asked, NOW)).isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void ofSeveralAnswersTheNewestThatHoldsIsBelieved() {
    var older = text(signed(NOW.minusMillis(5), TEN_MINUTES));
    var newer = text(signed(NOW, TEN_MINUTES));
    var forged =
        new Value.Str(text(signed(NOW.plusMillis(9), TEN_MINUTES)).text().replace("0.5", "1"));
    assertThat(
            policy.combine(
                AT.point(), List.of(older, new Value.Str("x"), forged, newer, older), NOW))
        .contains(newer);
    assertThat(
            policy.combine(
                Key.named("k"), List.of(new Value.Int(1), new Value.Int(2), new Value.Int(2)), NOW))
        .contains(new Value.Int(2));
  }
}
