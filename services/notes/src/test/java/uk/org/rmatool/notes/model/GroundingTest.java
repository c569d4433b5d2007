package uk.org.rmatool.notes.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.entities.RuleFinder;
import uk.org.rmatool.notes.advice.Role;
import uk.org.rmatool.notes.rules.RuleReader;

class GroundingTest {
  private static final String NOTES =
      """
      Jane owes the council £1,250 in rent
      arrears. The landlord may evict her. Bailiffs will not call.
      I will write to British Gas by 12 April. Client to send wage slips.
      """;
  private static final String CLIENT = "Jane Smith";
  private final Grounding grounding =
      new Grounding(
          NOTES, CLIENT, new RuleReader(NOTES, CLIENT, new RuleFinder().find(NOTES)).read());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MATTER|You owe the council £1250 in rent arrears.|Jane owes the council £1,250 in rent"
            + " arrears",
        "MATTER|Jane Smith owes arrears.|jane owes the council £1,250 in rent arrears.",
        "MATTER|The landlord may evict you.|The landlord may evict her.",
        "MATTER|Bailiffs will not call.|Bailiffs will not call",
        "OURS|Write to British Gas.|I will write to British Gas by 12 April.",
        "YOURS|Send your wage slips.|Client to send wage slips.",
      })
  void whatTheQuoteSaysIsGrounded(Role role, String text, String quote) {
    assertThat(grounding.objection(item(role, text, quote))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MATTER|You owe £1,250.|You owe the council £1,250|not in the notes",
        "MATTER|You owe the council £1,520.|Jane owes the council £1,250|£1520",
        "MATTER|You owe Leeds council £1,250.|Jane owes the council £1,250|leed",
        "MATTER|You owe the council £1,250 and were evicted.|Jane owes the council £1,250|evict",
        "MATTER|The council owes Jane £1,250.|Jane owes the council £1,250|another order",
        "MATTER|The landlord will evict you.|The landlord may evict her.|not so certain",
        "MATTER|Bailiffs will call.|Bailiffs will not call|denies",
        "MATTER|Bailiffs will not call.|Bailiffs will|not say",
        "OURS|Send wage slips.|Client to send wage slips.|other side",
        "YOURS|Write to British Gas.|I will write to British Gas|other side",
      })
  void whatItDoesNotSayIsNot(Role role, String text, String quote, String why) {
    assertThat(grounding.objection(item(role, text, quote)).orElseThrow()).contains(why);
  }

  @Test
  void aDeadlinesDateStandsInItsQuote() {
    var quote = "write to British Gas by 12 April";
    var right = new Draft.Item(Role.MATTER, "Write to British Gas.", quote, "12 April");
    assertThat(grounding.objection(right)).isEmpty();
    var wrong = new Draft.Item(Role.MATTER, "Write to British Gas.", quote, "12 May");
    assertThat(grounding.objection(wrong)).isPresent();
  }

  @Test
  void aQuoteIsFoundAcrossLinesAndAsItStands() {
    var span = grounding.find("RENT arrears.").orElseThrow();
    assertThat(NOTES.substring(span.start(), span.end())).isEqualTo("rent\narrears.");
    assertThat(grounding.find("rent (arrears")).isEmpty();
  }

  private static Draft.Item item(Role role, String text, String quote) {
    return new Draft.Item(role, text, quote, "");
  }
}
