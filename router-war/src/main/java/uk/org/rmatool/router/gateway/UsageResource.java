package uk.org.rmatool.router.gateway;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.dataplane.Models;
import uk.org.rmatool.platform.paging.HistoryPage;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.gateway.UsageStore.Kept;

/** What requests to models used. */
@Component
@Path("/api/admin/usage")
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {
  private final UsageStore store;
  private final UsageLog log;

  @Inject
  public UsageResource(UsageStore store, UsageLog log) {
    this.store = store;
    this.log = log;
  }

  /** The newest first; times are in milliseconds since 1970. */
  @GET
  public JsonObject usage(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("model") @Nullable String model) {
    var page = HistoryPage.parse(limit, cursor);
    var wanted = Optional.ofNullable(model).filter(name -> !name.isEmpty());
    if (wanted.filter(name -> !Models.isName(name)).isPresent()) {
      throw PlatformException.invalidFields(
          List.of(new FieldError("model", "is no name of a model.")));
    }
    var found = store.find(page, wanted);
    var list = Json.createArrayBuilder();
    found.forEach(kept -> list.add(json(kept.usage())));
    return Json.createObjectBuilder()
        .add("usage", list)
        .add("dropped", log.dropped())
        .add("next", page.next(found, Kept::number))
        .build();
  }

  private static JsonObjectBuilder json(Usage usage) {
    return Json.createObjectBuilder()
        .add("id", usage.id().toString())
        .add("at", usage.at().toEpochMilli())
        .add("endpoint", usage.endpoint().name().toLowerCase(Locale.ROOT))
        .add("model", usage.model())
        .add("service", usage.service())
        .add("stream", usage.streamed())
        .add("outcome", usage.outcome().name().toLowerCase(Locale.ROOT))
        .add("status", usage.status())
        .add("prompt_tokens", orNull(usage.promptTokens()))
        .add("completion_tokens", orNull(usage.completionTokens()))
        .add(
            "first_token_ms",
            usage
                .firstToken()
                .map(Duration::toMillis)
                .<JsonValue>map(Json::createValue)
                .orElse(JsonValue.NULL))
        .add("duration_ms", usage.duration().toMillis())
        .add("workers", Json.createArrayBuilder(usage.workers()))
        .add("coordinators", Json.createArrayBuilder(usage.coordinators()));
  }

  private static JsonValue orNull(OptionalInt number) {
    return number.isPresent() ? Json.createValue(number.getAsInt()) : JsonValue.NULL;
  }
}
