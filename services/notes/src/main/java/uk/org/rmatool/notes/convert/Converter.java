package uk.org.rmatool.notes.convert;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.notes.advice.Advice;
import uk.org.rmatool.notes.model.ModelReader;
import uk.org.rmatool.notes.model.ModelReader.UngroundedException;
import uk.org.rmatool.notes.names.NameFinder;
import uk.org.rmatool.notes.rules.RuleReader;

/** Reads notes by a model where one answers and is grounded, else by rules. */
public final class Converter {
  private static final Logger LOG = System.getLogger(Converter.class.getName());

  private final NameFinder names;
  private final Optional<ModelReader> model;

  /**
   * Reads nothing yet.
   *
   * @param model empty where no model is to be asked
   */
  public Converter(NameFinder names, Optional<ModelReader> model) {
    this.names = names;
    this.model = model;
  }

  /**
   * What notes came to, and how.
   *
   * @param model the model that read them; empty when rules did
   * @param reason why rules did
   * @param names who found names and dates
   */
  record Conversion(Advice advice, Optional<String> model, Optional<String> reason, String names) {}

  Conversion convert(String notes, String clientName) throws InterruptedException {
    var found = names.find(notes);
    var byRules = new RuleReader(notes, clientName, found.entities()).read();
    if (model.isEmpty()) {
      return byRules(byRules, "No model is to be asked.", found.source());
    }
    try {
      var read = model.get().read(notes, clientName, byRules);
      return new Conversion(
          read.advice(), Optional.of(read.model()), Optional.empty(), found.source());
    } catch (PlatformException e) {
      return byRules(byRules, e.problem().detail(), found.source());
    } catch (UngroundedException e) {
      LOG.log(Level.WARNING, "A model was not believed. reason={0}", "it says what notes do not");
      return byRules(byRules, String.valueOf(e.getMessage()), found.source());
    }
  }

  private static Conversion byRules(Advice advice, String reason, String names) {
    return new Conversion(advice, Optional.empty(), Optional.of(reason), names);
  }
}
