package uk.org.rmatool.platform.openapi;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;

/**
 * Adds what every control call may be answered, whatever it asks, because a filter answers before
 * it: the document describes these answers once. Named by <code>mp.openapi.filter</code>; the
 * container makes it.
 */
public class ControlAnswers implements OASFilter {
  /** The answers' names among the document's responses, by status. */
  static final Map<String, String> ANSWERS =
      Map.of(
          "400", "MalformedRequest",
          "406", "NotAcceptable",
          "429", "TooManyRequests",
          "502", "CameBack");

  /** Beginnings of paths that are not of control calls. */
  private static final List<String> SERVICE_TRAFFIC = List.of("/service/", "/api/service/", "/v1/");

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
      return;
    }
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> {
              if (SERVICE_TRAFFIC.stream().noneMatch(path::startsWith)) {
                item.getOperations().values().forEach(ControlAnswers::complete);
              }
            });
  }

  private static void complete(Operation operation) {
    var responses = operation.getResponses();
    ANSWERS.forEach(
        (status, name) -> {
          if (responses != null && !responses.hasAPIResponse(status)) {
            responses.addAPIResponse(status, OASFactory.createAPIResponse().ref(name));
          }
        });
  }
}
