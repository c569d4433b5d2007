package uk.org.rmatool.coordinator.dht;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dht.DhtJson;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.dht.Directory;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.DhtException;
import uk.org.rmatool.platform.wiring.Component;

/** Looks things up in the DHT for people; a few at a time, since each asks many nodes. */
@Component
@Path("/api/dht")
@Produces(MediaType.APPLICATION_JSON)
public class LookupResource {
  private static final int AT_ONCE = 8;
  private static final int MAX_KEY = 200;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final DhtSeat seat;
  private final Directory directory;
  private final Semaphore free = new Semaphore(AT_ONCE);

  @Inject
  public LookupResource(DhtSeat seat, Directory directory) {
    this.seat = seat;
    this.directory = directory;
  }

  @GET
  @Path("lookup/{key: .+}")
  public JsonObject lookup(@PathParam("key") String key) {
    return limited("key", key, dht -> DhtJson.lookup(dht, key));
  }

  @GET
  @Path("providers/{service}")
  public JsonObject providers(@PathParam("service") String service) {
    return limited(
        "service", service, dht -> DhtJson.providers(service, directory.providers(service)));
  }

  private JsonObject limited(String name, String text, Function<Dht, JsonObject> question) {
    if (text.isBlank() || text.length() > MAX_KEY) {
      throw PlatformException.invalidFields(
          List.of(new FieldError(name, "1 to %d characters.".formatted(MAX_KEY))));
    }
    var node = seat.node();
    if (node.isEmpty()) {
      return Json.createObjectBuilder()
          .add("dht_enabled", false)
          .add("message", "DHT not available on this coordinator")
          .build();
    }
    if (!free.tryAcquire()) {
      throw busy();
    }
    try {
      return question.apply(node.get());
    } catch (DhtException e) {
      throw busy();
    } finally {
      free.release();
    }
  }

  private static PlatformException busy() {
    return PlatformException.retryLater(
        ProblemType.TOO_MANY_REQUESTS,
        "Too much is being looked up in the DHT; try again in a moment.",
        RETRY);
  }
}
