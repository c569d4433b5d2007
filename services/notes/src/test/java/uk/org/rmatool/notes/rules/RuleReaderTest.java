package uk.org.rmatool.notes.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.entities.Entity;
import uk.org.rmatool.entities.EntityType;
import uk.org.rmatool.entities.RuleFinder;
import uk.org.rmatool.notes.advice.Advice;
import uk.org.rmatool.notes.advice.Statement;

class RuleReaderTest {
  private static final String CLIENT = "Margaret Holloway";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "I will write to British Gas.|OURS Write to British Gas.",
        "We'll ring the council on Monday|OURS Ring the council on Monday.",
        "Adviser to send form of authority|OURS Send form of authority.",
        "I have agreed to draft the appeal.|OURS Draft the appeal.",
        "Client to send wage slips.|YOURS Send wage slips.",
        "The client must not ignore the letter.|YOURS Do not ignore the letter.",
        "Mrs Holloway needs to sign the form.|YOURS Sign the form.",
        "Margaret will bring her tenancy agreement.|YOURS Bring her tenancy agreement.",
        "Advised client to apply for a DHP.|YOURS Apply for a DHP.",
        "I told her to keep paying £10.|YOURS Keep paying £10.",
        "She will send the bills.|YOURS Send the bills.",
        "Client will be evicted.|MATTER Client will be evicted.",
        "Rent arrears of £500 discussed|MATTER Rent arrears of £500 discussed.",
        "Is it too late?|MATTER Is it too late?",
        "Derek will call.|MATTER Derek will call.",
        "I|MATTER I.",
      })
  void aSentencesFirstWordsSayWhoseActionItIs(String notes, String expected) {
    assertThat(lists(read(notes))).containsExactly(expected);
  }

  @Test
  void headingsBulletsAndClausesAreCutOff() {
    var notes =
        """
        Background: behind with rent since May. Mr. Osgood is the landlord.
        Client actions:
        - send wage slips by 12 April
        2. Sign the form; keep the receipt

        The council has refused.
        Our actions
        * appeal
        I will ring Shelter and client will pay £10.
        """;
    assertThat(lists(read(notes)))
        .containsExactly(
            "MATTER Behind with rent since May.",
            "MATTER Mr. Osgood is the landlord.",
            "MATTER The council has refused.",
            "OURS Appeal.",
            "OURS Ring Shelter.",
            "YOURS Send wage slips by 12 April.",
            "YOURS Sign the form.",
            "YOURS Keep the receipt.",
            "YOURS Pay £10.");
  }

  @Test
  void aPronounIsTheClientOnlyWhenNobodyElseWasNamed() {
    var notes = "I spoke to Shelter. They will ring back.";
    var shelter = new Entity(EntityType.ORGANIZATION, 11, 18, 1);
    assertThat(lists(new RuleReader(notes, CLIENT, List.of(shelter)).read()))
        .containsExactly("MATTER I spoke to Shelter.", "MATTER They will ring back.");
    assertThat(read(notes).yours()).hasSize(1);
  }

  @Test
  void datesToKeepAreKeptAndOthersAreNot() {
    var notes =
        """
        She called on 3 March 2024.
        Client to send wage slips by Friday 12 April.
        The hearing at the tribunal is on 22 May.
        Appeal within one month of the decision.
        Rent is due on the 1st. Moved in since 2019.
        """;
    assertThat(
            read(notes).deadlines().stream()
                .map(
                    it ->
                        it.date() + ": " + it.text() + " " + notes.substring(it.start(), it.end())))
        .containsExactly(
            "Friday 12 April: Send wage slips by Friday 12 April. Client to send wage slips by"
                + " Friday 12 April",
            "22 May: The hearing at the tribunal is on 22 May. The hearing at the tribunal is on 22"
                + " May",
            "within one month: Appeal within one month of the decision. Appeal within one month of"
                + " the decision");
  }

  @Test
  void everyWordOfAStatementStandsInTheSpanThatItNames() {
    var notes = "😀 Client: to pay £10; not late.\r\n\tI will write,  and they must wait. x";
    for (var statement : all(read(notes))) {
      var source = notes.substring(statement.start(), statement.end()).toLowerCase();
      var text = statement.text().toLowerCase();
      assertThat(source).contains(text.replaceFirst("^do not ", "").replaceFirst("\\.$", ""));
    }
  }

  @Test
  void hugeNotesAreReadInNoTime() {
    assertThat(all(read("I will write and we ".repeat(3_000)))).isNotEmpty();
    assertThat(all(read("-".repeat(60_000)))).isEmpty();
    assertThat(all(read("a. ".repeat(20_000)))).isNotEmpty();
    assertThat(all(read("by the due ".repeat(5_000)))).isNotEmpty();
  }

  private static Advice read(String notes) {
    return new RuleReader(notes, CLIENT, new RuleFinder().find(notes)).read();
  }

  private static List<Statement> all(Advice advice) {
    var all = new ArrayList<>(advice.matters());
    all.addAll(advice.ours());
    all.addAll(advice.yours());
    return all;
  }

  private static List<String> lists(Advice advice) {
    var lists = new ArrayList<String>();
    advice.matters().forEach(it -> lists.add("MATTER " + it.text()));
    advice.ours().forEach(it -> lists.add("OURS " + it.text()));
    advice.yours().forEach(it -> lists.add("YOURS " + it.text()));
    return lists;
  }
}
