package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.platform.wiring.Component;

/** Answers who provides what, and what is missing. */
@Component
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class ServicesResource {
  private final Catalogue catalogue;
  private final Coverage coverage;
  private final Clock clock;

  @Inject
  public ServicesResource(Catalogue catalogue, Coverage coverage, Clock clock) {
    this.catalogue = catalogue;
    this.coverage = coverage;
    this.clock = clock;
  }

  @GET
  @Path("admin/services")
  public JsonObject services() {
    var list = Json.createArrayBuilder();
    var services = coverage.byService();
    services.forEach(
        (name, workers) ->
            list.add(
                Json.createObjectBuilder()
                    .add("name", name)
                    .add("workers", ids(workers))
                    .add("worker_count", workers.size())));
    return Json.createObjectBuilder()
        .add("services", list)
        .add("total_services", services.size())
        .build();
  }

  @GET
  @Path("admin/gaps")
  public JsonObject gaps() {
    var gaps = coverage.gaps();
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
  public JsonObject list() {
    var services = Json.createObjectBuilder();
    var healthy = coverage.healthyByService();
    healthy.forEach(
        (name, workers) -> {
          var known = catalogue.find(name);
          services.add(
              name,
              Json.createObjectBuilder()
                  .add("name", name)
                  .add("healthy_workers", workers.size())
                  .add(
                      "tier",
                      known.<JsonValue>map(s -> Json.createValue(s.tier())).orElse(JsonValue.NULL))
                  .add(
                      "requires",
                      known
                          .<JsonValue>map(s -> Json.createValue(s.requires().wireName()))
                          .orElse(JsonValue.NULL)));
        });
    return Json.createObjectBuilder()
        .add("services", services)
        .add("total_available", healthy.size())
        .add("timestamp", Timestamps.format(clock.instant()))
        .build();
  }

  @GET
  @Path("services/discover/{service}")
  public JsonObject discover(@PathParam("service") String service) {
    var workers = coverage.providersByLoad(service);
    var list = Json.createArrayBuilder();
    workers.forEach(worker -> list.add(provider(worker)));
    return Json.createObjectBuilder()
        .add("service", service)
        .add("workers", list)
        .add("count", workers.size())
        .add("recommended", workers.getFirst().id().value())
        .build();
  }

  private static JsonObjectBuilder provider(Worker worker) {
    return Json.createObjectBuilder()
        .add("worker_id", worker.id().value())
        .add("tunnel_url", worker.tunnelUrl().toString())
        .add("vpn_ip", worker.vpnIp().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
        .add("capabilities", worker.capabilities())
        .add("load", worker.heartbeat().currentLoad())
        .add("last_heartbeat", Timestamps.format(worker.lastSeen()));
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
