package uk.org.rmatool.rag.collections;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/**
 * One collection: an index in a folder of its own. Every change is committed, and so on the disk,
 * before its method returns.
 */
public final class Collection implements AutoCloseable {
  /** What a commit says about the collection beside its documents. */
  static final String MODEL = "model";

  static final String CREATED = "created";
  static final String DESCRIPTION = "description";

  private static final int MAX_FIELDS = 1_000;
  private static final double BUFFER_MB = 8;

  private final String name;
  private final int maxPassages;
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final Map<String, String> facts = new HashMap<>();

  /**
   * Opens the index in the folder, or makes it.
   *
   * @param facts what a new one says about itself; one that is there keeps what it says
   */
  Collection(String name, Path folder, int maxPassages, Map<String, String> facts)
      throws IOException {
    this.name = name;
    this.maxPassages = maxPassages;
    directory = FSDirectory.open(folder);
    try {
      var config = new IndexWriterConfig(Retrieval.analyzer()).setRAMBufferSizeMB(BUFFER_MB);
      writer = new IndexWriter(directory, config);
      var known = writer.getLiveCommitData();
      if (known != null) {
        known.forEach(entry -> this.facts.put(entry.getKey(), entry.getValue()));
      }
      if (this.facts.isEmpty()) {
        this.facts.putAll(facts);
        writer.setLiveCommitData(facts.entrySet());
        writer.commit();
      }
      searchers = new SearcherManager(writer, null);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  public String name() {
    return name;
  }

  public String description() {
    return facts.getOrDefault(DESCRIPTION, "");
  }

  public String created() {
    return facts.getOrDefault(CREATED, "");
  }

  String model() {
    return facts.getOrDefault(MODEL, "");
  }

  /** Why it takes no more changes, if so: an error while writing ends that for good. */
  public Optional<String> broken() {
    var cause = writer.getTragicException();
    return cause == null ? Optional.empty() : Optional.of(cause.toString());
  }

  /** Refuses what {@link #put} would, before anything costly is done for it. */
  public void check(Entry entry) throws IOException {
    Fields.check(entry.metadata());
    if (passages() + entry.passages().size() > maxPassages) {
      throw new PlatformException(
          ProblemType.TOO_LARGE,
          "The collection would have more than %d passages, the most it may have."
              .formatted(maxPassages));
    }
    if (writer.getFieldNames().size() > MAX_FIELDS) {
      throw Filter.refused("metadata", "has names that are too many in all of the collection.");
    }
  }

  /** Puts a document in the place of one of the same id, if any; says whether there was one. */
  public synchronized boolean put(Entry entry, List<float[]> vectors) throws IOException {
    check(entry);
    boolean replaced = find(entry.id()).isPresent();
    writer.updateDocuments(new Term(Fields.DOCUMENT, entry.id()), Fields.of(entry, vectors));
    commit();
    return replaced;
  }

  /** Removes a document; says whether it was there. */
  public synchronized boolean remove(String id) throws IOException {
    if (find(id).isEmpty()) {
      return false;
    }
    writer.deleteDocuments(new Term(Fields.DOCUMENT, id));
    commit();
    return true;
  }

  /** Removes the documents for which a filter holds; says how many. */
  public synchronized int remove(JsonObject filter) throws IOException {
    if (filter.isEmpty()) {
      throw Filter.refused("filter", "has no condition; remove the collection to empty it.");
    }
    var heads = Filter.query(Fields.HEAD, filter);
    int found = with(searcher -> searcher.count(heads));
    if (found > 0) {
      writer.deleteDocuments(heads, Filter.query(filter));
      commit();
    }
    return found;
  }

  public Optional<DocumentInfo> find(String id) throws IOException {
    var query =
        new BooleanQuery.Builder()
            .add(new TermQuery(Fields.HEAD), Occur.FILTER)
            .add(new TermQuery(new Term(Fields.DOCUMENT, id)), Occur.FILTER)
            .build();
    return infos(query, 1).stream().findFirst();
  }

  /** Documents in the order of their ids, the first ones after this id. */
  public List<DocumentInfo> list(String after, int limit) throws IOException {
    var query =
        new BooleanQuery.Builder()
            .add(new TermQuery(Fields.HEAD), Occur.FILTER)
            .add(
                new TermRangeQuery(Fields.DOCUMENT, new BytesRef(after), null, false, true),
                Occur.FILTER)
            .build();
    return infos(query, limit);
  }

  public int documents() throws IOException {
    return count(Fields.HEAD);
  }

  public int passages() throws IOException {
    return count(Fields.PASSAGE);
  }

  /**
   * The passages that fit best, best first.
   *
   * @param vector the question's, of length 1; not looked at where only words count
   */
  public List<Passage> search(Search search, float[] vector) throws IOException {
    return with(searcher -> new Retrieval(searcher).find(search, vector));
  }

  private List<DocumentInfo> infos(Query query, int limit) throws IOException {
    return with(
        searcher -> {
          var sort = new Sort(new SortField(Fields.ORDER, SortField.Type.STRING));
          var infos = new ArrayList<DocumentInfo>();
          for (var hit : searcher.search(query, limit, sort).scoreDocs) {
            infos.add(Fields.documentInfo(searcher.storedFields(), hit.doc));
          }
          return infos;
        });
  }

  private int count(Term kind) throws IOException {
    return with(searcher -> searcher.count(new TermQuery(kind)));
  }

  private void commit() throws IOException {
    writer.setLiveCommitData(facts.entrySet());
    writer.commit();
    searchers.maybeRefreshBlocking();
  }

  private <T> T with(Reading<T> reading) throws IOException {
    var searcher = searchers.acquire();
    try {
      return reading.of(searcher);
    } finally {
      searchers.release(searcher);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    searchers.close();
    writer.close();
    directory.close();
  }

  private interface Reading<T> {
    T of(IndexSearcher searcher) throws IOException;
  }
}
