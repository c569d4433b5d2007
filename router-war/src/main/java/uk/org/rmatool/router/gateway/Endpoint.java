package uk.org.rmatool.router.gateway;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import uk.org.rmatool.dataplane.ServiceCall;

/** What can be asked of a model. */
enum Endpoint {
  CHAT("/v1/chat/completions"),
  COMPLETIONS("/v1/completions"),
  EMBEDDINGS("/v1/embeddings");

  private static final String LLM = "llm-inference";
  private static final String RAG = "rag-embeddings";

  private final String path;

  Endpoint(String path) {
    this.path = path;
  }

  static Optional<Endpoint> at(String path) {
    return Stream.of(values()).filter(endpoint -> endpoint.path.equals(path)).findFirst();
  }

  String path() {
    return path;
  }

  /** The services that may have a model for it, the likeliest first. */
  List<String> services() {
    return this == EMBEDDINGS ? List.of(RAG, LLM) : List.of(LLM);
  }

  /** The call of a service that asks this. */
  ServiceCall call(String service) {
    return new ServiceCall(service, path, "");
  }
}
