package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.FleetView;
import uk.org.rmatool.platform.http.Preconditions;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Answers that are written once for each view of the fleet, so that asking again costs little
 * however large the fleet is; 304 to who has it already.
 */
@Component
class ViewAnswers {
  private static final int MAX_KEPT = 500;

  private final Fleet fleet;
  private final Map<String, Written> kept = new ConcurrentHashMap<>();

  /** An answer, and the view that it is for, which it does not keep alive. */
  private static final class Written {
    final WeakReference<FleetView> view;
    final byte[] body;

    Written(FleetView view, byte[] body) {
      this.view = new WeakReference<>(view);
      this.body = body;
    }
  }

  @Inject
  ViewAnswers(Fleet fleet) {
    this.fleet = fleet;
  }

  /**
   * The answer to a question.
   *
   * @param question differs from all other questions
   * @param maker makes the answer; what it throws is not kept
   */
  Response of(Request request, String question, Function<FleetView, JsonObject> maker) {
    var view = fleet.view();
    var tag = new EntityTag(view.tag(), true);
    var instead = Preconditions.answer(request, tag);
    if (instead.isPresent()) {
      return instead.get();
    }
    var written = kept.get(question);
    if (written == null || !written.view.refersTo(view)) {
      var body = maker.apply(view).toString().getBytes(StandardCharsets.UTF_8);
      written = new Written(view, body);
      if (kept.size() < MAX_KEPT || kept.containsKey(question)) {
        kept.put(question, written);
      }
    }
    return Response.ok(written.body).tag(tag).header("Cache-Control", "no-cache").build();
  }
}
