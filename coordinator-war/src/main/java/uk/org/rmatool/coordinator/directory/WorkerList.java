package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.FleetView;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.platform.http.Preconditions;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Answers with a list of workers, or a page of it, written while it is read; 304 to who has it
 * already.
 */
@Component
class WorkerList {
  private final Fleet fleet;

  @Inject
  WorkerList(Fleet fleet) {
    this.fleet = fleet;
  }

  /**
   * An object with <code>workers</code>, the rest of the list's <code>next</code> cursor if there
   * is more, and what <code>summary</code> adds.
   */
  Response answer(
      Page page,
      Request request,
      Function<Worker, JsonObject> form,
      Function<FleetView, Consumer<JsonGenerator>> summary) {
    var view = fleet.view();
    var tag = new EntityTag(view.tag(), true);
    var instead = Preconditions.answer(request, tag);
    if (instead.isPresent()) {
      return instead.get();
    }
    var workers = page.of(view.workers());
    var next = page.next(view.workers(), workers);
    StreamingOutput body =
        stream -> {
          try (var json = Json.createGenerator(stream)) {
            write(json, workers, next, form, summary.apply(view));
          }
        };
    return Response.ok(body).tag(tag).header("Cache-Control", "no-cache").build();
  }

  private void write(
      JsonGenerator json,
      List<Worker> workers,
      Optional<String> next,
      Function<Worker, JsonObject> form,
      Consumer<JsonGenerator> summary) {
    json.writeStartObject().writeStartArray("workers");
    for (var worker : workers) {
      fleet.find(worker.id()).map(form).ifPresent(json::write);
    }
    json.writeEnd();
    next.ifPresent(cursor -> json.write("next", cursor));
    summary.accept(json);
    json.writeEnd();
  }
}
