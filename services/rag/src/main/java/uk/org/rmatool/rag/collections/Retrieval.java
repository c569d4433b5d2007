package uk.org.rmatool.rag.collections;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.QueryBuilder;
import uk.org.rmatool.rag.collections.Search.Mode;

/**
 * Finds passages by meaning and by words and fuses the two lists by reciprocal ranks (Cormack et
 * al., SIGIR 2009). Words count three tenths of meaning, and only of passages that share most words
 * of the question: people's own words are few in the answer, and what shares one or two of them
 * displaced better passages. Constant and weights are in the middle of the range in which recall on
 * the test set does not change.
 */
final class Retrieval {
  private static final int RANK_CONSTANT = 10;
  private static final double WEIGHT_OF_WORDS = 0.3;

  /** How many of the question's words a passage must have beside meaning; alone, any will do. */
  private static final float MOST_WORDS = 0.75f;

  /** Of each list, however many passages are wanted: so a longer answer begins as a short one. */
  private static final int CANDIDATES = 60;

  /** Words that say nothing about what a text is about, question words among them. */
  private static final String STOP_WORDS =
      "a about after all also am an and any are as at be been before but by can could did do does"
          + " for from get had has have he her his how i if in into is it its many may me more most"
          + " much must my no not of on or our she should so some somebody someone than that the"
          + " their them then there they this to too up us was we were what when where which who"
          + " whom whose why will with would you your";

  private final IndexSearcher searcher;

  Retrieval(IndexSearcher searcher) {
    this.searcher = searcher;
  }

  /** How texts and questions become words: English ones by their stems, others as they are. */
  static Analyzer analyzer() {
    return new EnglishAnalyzer(new CharArraySet(List.of(STOP_WORDS.split(" ", -1)), true));
  }

  List<Passage> find(Search search, float[] vector) throws IOException {
    var filter = Filter.query(search.filter());
    var nearest = search.mode() == Mode.KEYWORD ? new ScoreDoc[0] : nearest(vector, filter);
    var byWords = search.mode() == Mode.VECTOR ? new ScoreDoc[0] : byWords(search, filter);
    Map<Integer, Double> scores = new HashMap<>();
    add(nearest, 1, scores);
    add(byWords, search.mode() == Mode.KEYWORD ? 1 : WEIGHT_OF_WORDS, scores);
    return best(scores, similarities(nearest), search.limit());
  }

  private ScoreDoc[] nearest(float[] vector, Query filter) throws IOException {
    var query = new KnnFloatVectorQuery(Fields.VECTOR, vector, CANDIDATES, filter);
    return searcher.search(query, CANDIDATES).scoreDocs;
  }

  private ScoreDoc[] byWords(Search search, Query filter) throws IOException {
    var query =
        new BooleanQuery.Builder().add(words(search), Occur.MUST).add(filter, Occur.FILTER).build();
    return searcher.search(query, CANDIDATES).scoreDocs;
  }

  private static Query words(Search search) {
    float share = search.mode() == Mode.KEYWORD ? 0 : MOST_WORDS;
    var builder = new QueryBuilder(analyzer());
    var query = builder.createMinShouldMatchQuery(Fields.WORDS, search.text(), share);
    return query == null ? new MatchNoDocsQuery("no words") : query;
  }

  private static void add(ScoreDoc[] hits, double weight, Map<Integer, Double> scores) {
    for (int rank = 1; rank <= hits.length; rank++) {
      scores.merge(hits[rank - 1].doc, weight / (RANK_CONSTANT + rank), Double::sum);
    }
  }

  private static Map<Integer, Double> similarities(ScoreDoc[] nearest) {
    Map<Integer, Double> similarities = new HashMap<>();
    for (var hit : nearest) {
      similarities.put(hit.doc, 2.0 * hit.score - 1); // Lucene maps the cosine to 0 … 1
    }
    return similarities;
  }

  private List<Passage> best(
      Map<Integer, Double> scores, Map<Integer, Double> similarities, int limit)
      throws IOException {
    var order =
        Map.Entry.<Integer, Double>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey());
    var stored = searcher.storedFields();
    var passages = new ArrayList<Passage>();
    for (var hit : scores.entrySet().stream().sorted(order).limit(limit).toList()) {
      var similarity = similarities.get(hit.getKey());
      passages.add(
          Fields.passage(
              stored,
              hit.getKey(),
              hit.getValue(),
              similarity == null ? OptionalDouble.empty() : OptionalDouble.of(similarity)));
    }
    return passages;
  }
}
