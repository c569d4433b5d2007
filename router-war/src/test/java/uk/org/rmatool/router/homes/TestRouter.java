package uk.org.rmatool.router.homes;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.coordinators.EdgeLeaseConfig;
import uk.org.rmatool.router.coordinators.EdgeRegistration;
import uk.org.rmatool.router.coordinators.InMemoryCoordinatorStore;
import uk.org.rmatool.router.coordinators.TestLeases;
import uk.org.rmatool.router.history.InMemoryEventLog;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.history.ToldEvents;
import uk.org.rmatool.router.identity.IdentityConfig;
import uk.org.rmatool.router.identity.RouterIdentity;
import uk.org.rmatool.router.intents.InMemoryIntentStore;
import uk.org.rmatool.router.intents.Intents;

/** A router without a server or a database, for coordinators that are there. */
final class TestRouter {
  final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  final InMemoryEventLog log = new InMemoryEventLog();
  final InMemoryHomeStore store;
  final ToldEvents told = new ToldEvents(log);
  final Homes homes;
  final InMemoryIntentStore decisions = new InMemoryIntentStore();
  final Intents intents = decisions.open(clock);
  final CoordinatorRegistry coordinators =
      new CoordinatorRegistry(
          new InMemoryCoordinatorStore(),
          new EdgeLeaseConfig(
              Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(30), 10),
          intents,
          TestLeases.SETTINGS,
          clock,
          new Random(1));
  final WorkerLocks locks;
  final Moves moves;
  final WorkerCalls calls;
  final WorkerIntents workerIntents;
  final WorkerStanding standing;

  TestRouter(Path folder) {
    this(folder, new InMemoryHomeStore());
  }

  /** One of several over the same homes. */
  TestRouter(Path folder, InMemoryHomeStore store) {
    this.store = store;
    homes = new Homes(store, told, clock);
    locks = new WorkerLocks(homes);
    var identity = new RouterIdentity(new IdentityConfig(folder));
    var client = new CoordinatorClient(coordinators, homes, identity, new ControlClient(), clock);
    moves = new Moves(coordinators, homes, intents, client);
    var placement = new Placement(coordinators, homes, intents, client, clock);
    calls = new WorkerCalls(coordinators, homes, intents, client, placement, moves, locks);
    var inquiry = new Inquiry(coordinators, client);
    workerIntents = new WorkerIntents(coordinators, homes, intents, client, inquiry);
    standing = new WorkerStanding(coordinators, homes, client, inquiry);
    coordinators.load();
    homes.load();
  }

  void join(NodeId id, FakeCoordinator coordinator) {
    join(id, coordinator.address());
  }

  void join(NodeId id, URI address) {
    coordinators.register(
        EdgeRegistration.parse(json("{'worker_id':'%s','tunnel_url':'%s'}".formatted(id, address))),
        "192.0.2.1");
    clock.set(clock.instant().plusSeconds(1)); // the order of their age
  }

  /** An operator decides. */
  void decide(Subject subject, NodeId id, String change) {
    intents.decide(subject, id, IntentChange.parse(json(change)), "operator");
  }

  static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }
}
