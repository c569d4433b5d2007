package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Models that services have loaded. A call that names one in <code>X-RMA-Model</code>, encoded as
 * in a query, goes only to nodes that have it. The same for every hop.
 */
public final class Models {
  public static final String HEADER = "X-RMA-Model";

  /** The services that have models. */
  public static final List<String> SERVICES = List.of("llm-inference", "rag-embeddings");

  public static final int MAX_NAME = 200;

  private Models() {}

  /** Whether it can be the name of a model: printable, and not too long. */
  public static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= MAX_NAME
        && name.chars().noneMatch(Character::isISOControl);
  }

  /** As it stands in the header. */
  public static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  /** The model that a call wants; empty when any node of its service will do. */
  public static Optional<String> wanted(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader(HEADER))
        .filter(value -> !value.isBlank())
        .map(Models::decoded);
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }
}
