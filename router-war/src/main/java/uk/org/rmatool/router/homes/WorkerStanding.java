package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/** How a worker is now, as its coordinator sees it. */
@Component
public class WorkerStanding {
  private final CoordinatorRegistry coordinators;
  private final Homes homes;
  private final CoordinatorClient client;
  private final Inquiry inquiry;

  @Inject
  public WorkerStanding(
      CoordinatorRegistry coordinators, Homes homes, CoordinatorClient client, Inquiry inquiry) {
    this.coordinators = coordinators;
    this.homes = homes;
    this.client = client;
    this.inquiry = inquiry;
  }

  /**
   * Asks the worker's coordinator for <code>/api/admin/workers/{id}</code>; one that cannot be
   * asked makes its workers suspect.
   *
   * @param more what follows that path
   * @return its answer, with <code>coordinator</code>; empty when the worker is nowhere
   * @throws PlatformException 503 when nobody knows it of those that could be asked
   */
  public Optional<JsonObject> look(NodeId worker, String more) {
    var path = "/api/admin/workers/" + CoordinatorClient.encoded(worker.value()) + more;
    homes.requireLoaded();
    var home = homes.find(worker);
    if (home.isEmpty()) {
      return inquiry.ask(worker, path).flatMap(Answer::json);
    }
    var id = home.get().coordinator();
    var coordinator = coordinators.find(id);
    if (coordinator.isEmpty()) {
      return Optional.of(suspect(home.get(), "its coordinator %s is gone".formatted(id)));
    }
    var suspicion = coordinators.suspicion(id);
    return Optional.of(
        suspicion.isPresent()
            ? unreachable(home.get(), suspicion.get())
            : ask(home.get(), coordinator.get(), path));
  }

  private JsonObject ask(Home home, Coordinator coordinator, String path) {
    try {
      var answer = client.send(coordinator, "GET", path, "", home.epoch());
      var json = answer.ok() ? answer.json() : Optional.<JsonObject>empty();
      return json.map(seen -> Json.createObjectBuilder(seen))
          .orElseGet(
              () ->
                  Json.createObjectBuilder()
                      .add("tunnel_url", home.tunnelUrl())
                      .add("why", "at home there; it does not say more of its workers"))
          .add("coordinator", coordinator.id().value())
          .build();
    } catch (UnreachableException e) {
      coordinators.unreachable(coordinator.id(), e);
      return unreachable(home, e.reason());
    }
  }

  private static JsonObject unreachable(Home home, String reason) {
    return suspect(
        home, "its coordinator %s cannot be reached: %s".formatted(home.coordinator(), reason));
  }

  private static JsonObject suspect(Home home, String why) {
    return Json.createObjectBuilder()
        .add("tunnel_url", home.tunnelUrl())
        .add("coordinator", home.coordinator().value())
        .add("state", "suspect")
        .add("why", why)
        .build();
  }
}
