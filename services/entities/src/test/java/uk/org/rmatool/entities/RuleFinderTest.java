package uk.org.rmatool.entities;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleFinderTest {
  private final RuleFinder rules = new RuleFinder();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "She lives at LS1 4DY now.|POSTCODE LS1 4DY",
        "Post to ec1a 1bb.|POSTCODE ec1a 1bb",
        "M11AE and GIR 0AA|POSTCODE M11AE;POSTCODE GIR 0AA",
        "NI number AB 12 34 56 C.|NI_NUMBER AB 12 34 56 C",
        "(jg103759a)|NI_NUMBER jg103759a",
        "QQ123456C is an example|NI_NUMBER QQ123456C",
        "Sort code: 12 34 56|SORT_CODE 12 34 56",
        "sort code is 110001, fine|SORT_CODE 110001",
        "sort code 11-02-24|SORT_CODE 11-02-24",
        "40-47-84 70872490|SORT_CODE 40-47-84;ACCOUNT_NUMBER 70872490",
        "11-02-24 / 70872490|SORT_CODE 11-02-24;ACCOUNT_NUMBER 70872490",
        "It is 40-47-84, she says.|SORT_CODE 40-47-84",
        "account number 70872490|ACCOUNT_NUMBER 70872490",
        "a/c no. 70872490|ACCOUNT_NUMBER 70872490",
        "owes £1,250.50 now|MONEY £1,250.50",
        "from £20-£30|MONEY £20;MONEY £30",
        "£1.5m, £2k, £3 million|MONEY £1.5m;MONEY £2k;MONEY £3 million",
        "GBP 60 or 200 pounds or 75p|MONEY GBP 60;MONEY 200 pounds;MONEY 75p",
        "on 3 March 2024 or 3rd of June|DATE 3 March 2024;DATE 3rd of June",
        "Friday 12 April; Sun, 31 March|DATE Friday 12 April;DATE Sun, 31 March",
        "June 3, 2023|DATE June 3, 2023",
        "14/02/2024 and 07.11.58 and 1-2-2024|DATE 14/02/2024;DATE 07.11.58;DATE 1-2-2024",
        "2024-01-09|DATE 2024-01-09",
        "since 2019, in May, this April|DATE 2019;DATE May;DATE this April",
        "the DWP, HM Revenue & Customs and npower.|ORGANIZATION DWP;ORGANIZATION HM Revenue &"
            + " Customs;ORGANIZATION npower",
        "Stoke on Trent City Council and Bury Council|ORGANIZATION Stoke on Trent City"
            + " Council;ORGANIZATION Bury Council",
        "Ann Lee of Manchester City Council|ORGANIZATION Manchester City Council",
        "Her Newport County Court hearing|ORGANIZATION Newport County Court",
        "by next Thursday or tomorrow|DATE next Thursday;DATE tomorrow",
      })
  void findsWhatIsWrittenInTheUsualWays(String text, String expected) {
    assertThat(found(text)).containsExactly(expected.split(";"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Reference 20481177 was quoted.",
        "Ring 0113 496 0000 or 07700 900123.",
        "GB 12 34 56 A and AB 12 34 56 E and AO123456C",
        "Room QX1 2AB and code A1 1CI",
        "She may apply; march on. Section 21 may do, this may not, in march.",
        "31/02/2024 and 45/1/2024 and 2024-13-01",
        "Form ESA50, 14 Acacia Avenue, 3 children, 25p2, 1p3",
        "About 2024 people came, in 2024.5 or 1999%",
        "account opened by a man with 12 children",
        "Her Council Tax, Leeds Council Tax, his barclays bag, the Council",
      })
  void leavesAloneWhatOnlyLooksSimilar(String text) {
    assertThat(found(text)).isEmpty();
  }

  @Test
  void offsetsCountCharsOfTheText() {
    var text = "😀 paid £5";
    assertThat(rules.find(text)).containsExactly(new Entity(EntityType.MONEY, 8, 10, 0.99));
  }

  @Test
  void aLongTextOfDigitsIsReadInNoTime() {
    assertThat(rules.find("1".repeat(200_000))).isEmpty();
    assertThat(rules.find("12-".repeat(60_000))).isEmpty();
    assertThat(rules.find("account no is of ".repeat(12_000))).isEmpty();
    assertThat(rules.find("£1,000".repeat(30_000))).isNotEmpty();
  }

  @Property(tries = 500)
  void entitiesLieInTheTextInItsOrderAndApart(@ForAll("texts") String text) {
    var found = rules.find(text);
    int end = 0;
    for (var entity : found) {
      assertThat(entity.start()).isGreaterThanOrEqualTo(end);
      assertThat(entity.in(text)).isEqualTo(entity.in(text).strip()).isNotEmpty();
      end = entity.end();
    }
    assertThat(end).isLessThanOrEqualTo(text.length());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "£",
            "1",
            "12",
            "-",
            " ",
            "/",
            ".",
            ",",
            "May",
            "3rd",
            "2024",
            "sort code",
            "account",
            "12345678",
            "AB",
            "LS1",
            "4DY",
            "C",
            "p",
            "k",
            "😀",
            "\n",
            "in ",
            "Friday",
            "of")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }

  @Test
  void aBenefitIsNoName() {
    var text = "Universal Credit of Universal Studios";
    assertThat(rules.isNoName(text, new Entity(EntityType.ORGANIZATION, 0, 16, 1))).isTrue();
    assertThat(rules.isNoName(text, new Entity(EntityType.ORGANIZATION, 0, 9, 1))).isTrue();
    assertThat(rules.isNoName(text, new Entity(EntityType.ORGANIZATION, 0, 30, 1))).isFalse();
    assertThat(rules.isNoName(text, new Entity(EntityType.ORGANIZATION, 20, 37, 1))).isFalse();
  }

  private List<String> found(String text) {
    return rules.find(text).stream().map(e -> e.type() + " " + e.in(text)).toList();
  }
}
