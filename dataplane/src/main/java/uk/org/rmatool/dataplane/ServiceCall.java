package uk.org.rmatool.dataplane;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/**
 * Which service a call is for, taken from the path as it was sent.
 *
 * @param service the service's full name, short names resolved
 * @param path the rest of the path with its slash, still encoded; empty without one
 * @param query the query with its question mark, still encoded; empty without one
 */
public record ServiceCall(String service, String path, String query) {
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern DOT_SEGMENT =
      Pattern.compile("(?i)(^|/|%2f|\\\\|%5c)(\\.|%2e){1,2}($|/|;|%2f|\\\\|%5c)");

  private static final Map<String, String> SHORT_NAMES =
      Map.of(
          "rag", "rag-embeddings",
          "upload", "document-processing",
          "notes", "notes-coa",
          "ner", "ner-extraction",
          "ocr", "vision-ocr",
          "llm", "llm-inference");

  /** The full name of a service that may be given by its short one. */
  public static String fullName(String name) {
    return SHORT_NAMES.getOrDefault(name, name);
  }

  /**
   * Reads <code>/service/{service}{path}</code> or <code>/api/service/{service}{path}</code>.
   *
   * @param rawUri the request URI as sent, without query
   * @param rawQuery the query as sent, null without
   * @throws PlatformException 404 when no service is named, 400 for dot segments
   */
  public static ServiceCall parse(
      String rawUri, @org.jspecify.annotations.Nullable String rawQuery) {
    var start = rawUri.startsWith("/api/") ? "/api/service/".length() : "/service/".length();
    var rest = rawUri.length() < start ? "" : rawUri.substring(start);
    var slash = rest.indexOf('/');
    var name = slash < 0 ? rest : rest.substring(0, slash);
    var path = slash < 0 ? "" : rest.substring(slash);
    if (!SERVICE.matcher(name).matches()) {
      throw new PlatformException(
          ProblemType.NOT_FOUND,
          "Name a service: /service/{service}/{path}, such as /service/upload/extract.");
    }
    if (mayHaveDots(path) && DOT_SEGMENT.matcher(path).find()) {
      throw new PlatformException(
          ProblemType.MALFORMED_REQUEST, "The path of a service call has no '.' or '..' segments.");
    }
    return new ServiceCall(
        fullName(name.toLowerCase(Locale.ROOT)), path, rawQuery == null ? "" : "?" + rawQuery);
  }

  private static boolean mayHaveDots(String path) {
    return path.indexOf('.') >= 0 || path.indexOf('%') >= 0;
  }

  /** This call under the name and form that every program of ours takes. */
  public String asPath() {
    return "/service/" + service + path + query;
  }
}
