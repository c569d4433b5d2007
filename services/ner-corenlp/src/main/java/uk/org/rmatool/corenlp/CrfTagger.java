package uk.org.rmatool.corenlp;

import edu.stanford.nlp.ie.crf.CRFClassifier;
import edu.stanford.nlp.ling.CoreAnnotations.AnswerAnnotation;
import edu.stanford.nlp.ling.CoreLabel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.zip.GZIPInputStream;

/**
 * A linear-chain CRF of CoreNLP's (Finkel, Grenager and Manning, 2005). Its labels have no B and I,
 * so neighbours of one type are one name.
 */
final class CrfTagger {
  private static final int BUFFER = 64 * 1024;

  private final CRFClassifier<CoreLabel> classifier;

  private CrfTagger(CRFClassifier<CoreLabel> classifier) {
    this.classifier = classifier;
  }

  /** Takes some seconds and some 300 MB. */
  static CrfTagger load(Path model) throws IOException {
    var quiet = new Properties();
    quiet.setProperty("tokenizerOptions", "untokenizable=noneKeep"); // and no words about it
    try (var file =
        new ObjectInputStream(
            new BufferedInputStream(
                new GZIPInputStream(Files.newInputStream(model), BUFFER), BUFFER))) {
      return new CrfTagger(CRFClassifier.getClassifier(file, quiet));
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new IOException(model + " is no CRF model of this CoreNLP", e);
    }
  }

  /** The names of a text, in its order. */
  List<Name> names(String text) {
    var names = new ArrayList<Name>();
    for (var sentence : classifier.classify(text)) {
      addNames(sentence, names);
    }
    return names;
  }

  private void addNames(List<CoreLabel> sentence, List<Name> names) {
    var nothing = classifier.flags.backgroundSymbol;
    if (sentence.stream().allMatch(token -> label(token).equals(nothing))) {
      return;
    }
    var probabilities = classifier.getCliqueTree(sentence);
    for (int i = 0; i < sentence.size(); ) {
      var type = label(sentence.get(i));
      int start = i;
      double score = 1;
      for (; i < sentence.size() && label(sentence.get(i)).equals(type); i++) {
        score = Math.min(score, probabilities.prob(i, type));
      }
      if (!type.equals(nothing)) {
        names.add(
            new Name(
                type,
                sentence.get(start).beginPosition(),
                sentence.get(i - 1).endPosition(),
                score));
      }
    }
  }

  private static String label(CoreLabel token) {
    return token.get(AnswerAnnotation.class);
  }
}
