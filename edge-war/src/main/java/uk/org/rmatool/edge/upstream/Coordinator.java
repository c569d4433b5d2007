package uk.org.rmatool.edge.upstream;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.intent.Intent;

/**
 * A coordinator as it is known here. Immutable: every look makes another.
 *
 * @param id its id
 * @param address where it can be called
 * @param intent what operators have decided about it
 * @param since when it was first listed
 * @param providers healthy workers by service, as it says itself; empty when it does not say
 * @param trouble why it cannot be called now; empty when it can
 */
public record Coordinator(
    String id,
    URI address,
    Intent intent,
    Instant since,
    Optional<Map<String, Integer>> providers,
    Optional<String> trouble) {
  private static final String NOT_SEEN = "it has not been called from here yet";

  /** Reads an entry of the router's list; empty when it makes no sense. */
  static Optional<Coordinator> listed(JsonObject entry, Instant now) {
    if (entry.get("worker_id") instanceof JsonString id
        && entry.get("tunnel_url") instanceof JsonString url) {
      try {
        var intent =
            entry.get("intent") instanceof JsonObject decided
                ? Intent.fromJson(decided)
                : Intent.NONE;
        return Optional.of(
            new Coordinator(
                id.getString(),
                AnnouncedAddress.parse(url.getString()),
                intent,
                now,
                Optional.empty(),
                Optional.of(NOT_SEEN)));
      } catch (IllegalArgumentException | PlatformException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** This one as it is listed now, with what was seen of it before. */
  Coordinator after(Coordinator before) {
    return before.address.equals(address)
        ? new Coordinator(id, address, intent, before.since, before.providers, before.trouble)
        : this;
  }

  /** As its answer to <code>/api/services/list</code> says. */
  Coordinator seen(Optional<JsonObject> answer) {
    return new Coordinator(
        id, address, intent, since, answer.flatMap(Coordinator::counts), Optional.empty());
  }

  Coordinator away(String reason) {
    return new Coordinator(id, address, intent, since, providers, Optional.of(reason));
  }

  /** Whether it may be called now. */
  public boolean takesCalls() {
    return trouble.isEmpty() && intent.takesCalls();
  }

  /** Whether it has, or may have, a healthy worker for a service. */
  public boolean provides(String service) {
    return providers.map(counts -> counts.getOrDefault(service, 0) > 0).orElse(true);
  }

  private static Optional<Map<String, Integer>> counts(JsonObject answer) {
    if (!(answer.get("services") instanceof JsonObject services)) {
      return Optional.empty();
    }
    var counts = new TreeMap<String, Integer>();
    services.forEach(
        (name, service) -> {
          if (service instanceof JsonObject told
              && told.get("healthy_workers") instanceof JsonNumber number) {
            counts.put(name, number.intValue());
          }
        });
    return Optional.of(counts);
  }
}
