package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.workers.FleetView;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.platform.paging.PageQuery;
import uk.org.rmatool.platform.wiring.Component;

/** Answers who provides what, and what is missing. */
@Component
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class ServicesResource {
  private final Catalogue catalogue;
  private final Coverage coverage;
  private final ViewAnswers answers;
  private final Clock clock;

  @Inject
  public ServicesResource(
      Catalogue catalogue, Coverage coverage, ViewAnswers answers, Clock clock) {
    this.catalogue = catalogue;
    this.coverage = coverage;
    this.answers = answers;
    this.clock = clock;
  }

  @GET
  @Path("admin/services")
  public Response services(@Context Request request) {
    return answers.of(
        request,
        "admin/services",
        view -> {
          var list = Json.createArrayBuilder();
          view.services()
              .forEach(
                  (name, providers) ->
                      list.add(
                          Json.createObjectBuilder()
                              .add("name", name)
                              .add("workers", ids(providers.all()))
                              .add("worker_count", providers.all().size())));
          return Json.createObjectBuilder()
              .add("services", list)
              .add("total_services", view.services().size())
              .build();
        });
  }

  @GET
  @Path("admin/gaps")
  public Response gaps(@Context Request request) {
    return answers.of(request, "admin/gaps", this::gaps);
  }

  private JsonObject gaps(FleetView view) {
    var gaps = coverage.gaps(view);
    var covered = gaps.stream().filter(gap -> gap.status().equals("ok")).count();
    return Json.createObjectBuilder()
        .add("gaps", json(gaps, "critical", "warning", "ok"))
        .add("critical_gaps", json(gaps, "critical"))
        .add("warnings", json(gaps, "warning"))
        .add(
            "summary",
            Json.createObjectBuilder()
                .add("total_services", gaps.size())
                .add("covered", covered)
                .add("needs_attention", gaps.size() - covered))
        .build();
  }

  @GET
  @Path("services/list")
  public Response list(@Context Request request) {
    return answers.of(request, "services/list", this::list);
  }

  private JsonObject list(FleetView view) {
    var services = Json.createObjectBuilder();
    view.services()
        .forEach(
            (name, providers) -> {
              if (!providers.able().isEmpty()) {
                services.add(name, available(name, providers.able().size()));
              }
            });
    var built = services.build();
    return Json.createObjectBuilder()
        .add("services", built)
        .add("total_available", built.size())
        .add("timestamp", Timestamps.format(clock.instant()))
        .build();
  }

  private JsonObjectBuilder available(String name, int workers) {
    var known = catalogue.find(name);
    return Json.createObjectBuilder()
        .add("name", name)
        .add("healthy_workers", workers)
        .add("tier", known.<JsonValue>map(s -> Json.createValue(s.tier())).orElse(JsonValue.NULL))
        .add(
            "requires",
            known
                .<JsonValue>map(s -> Json.createValue(s.requires().wireName()))
                .orElse(JsonValue.NULL));
  }

  /** The providers of a service, the least loaded first; with a limit, so many at most. */
  @GET
  @Path("services/discover/{service}")
  public Response discover(
      @PathParam("service") String service,
      @QueryParam("limit") @Nullable String limit,
      @Context Request request) {
    var most = limit == null ? Long.MAX_VALUE : PageQuery.parse(limit, null).limit();
    return answers.of(request, "discover/" + service + "?" + most, view -> discover(service, most));
  }

  private JsonObject discover(String service, long most) {
    var workers = coverage.providersByLoad(service, most);
    var list = Json.createArrayBuilder();
    workers.forEach(worker -> list.add(provider(worker, service)));
    return Json.createObjectBuilder()
        .add("service", service)
        .add("workers", list)
        .add("count", workers.size())
        .add("recommended", workers.getFirst().id().value())
        .build();
  }

  private static JsonObjectBuilder provider(Worker worker, String service) {
    var address = worker.heartbeat().serviceAddresses().get(service);
    var json = Json.createObjectBuilder();
    if (address != null) {
      json.add("service_address", address);
    }
    return json.add("worker_id", worker.id().value())
        .add("tunnel_url", worker.tunnelUrl().toString())
        .add("vpn_ip", worker.vpnIp().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
        .add("capabilities", worker.capabilities())
        .add("load", worker.heartbeat().currentLoad())
        .add("last_heartbeat", Timestamps.format(worker.lastSeenAt()));
  }

  private static JsonArrayBuilder ids(List<Worker> workers) {
    return Json.createArrayBuilder(workers.stream().map(worker -> worker.id().value()).toList());
  }

  private static JsonArray json(List<Coverage.Gap> gaps, String... statuses) {
    var list = Json.createArrayBuilder();
    for (var gap : gaps) {
      if (List.of(statuses).contains(gap.status())) {
        list.add(
            Json.createObjectBuilder()
                .add("service", gap.service().name())
                .add("required_type", gap.service().requires().wireName())
                .add("priority", gap.service().priority())
                .add("current_workers", gap.workers())
                .add("target_workers", gap.service().replicas())
                .add("status", gap.status())
                .add("port", gap.service().port()));
      }
    }
    return list.build();
  }
}
