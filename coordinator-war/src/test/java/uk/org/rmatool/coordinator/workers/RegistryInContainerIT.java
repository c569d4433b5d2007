package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.platform.database.CleanupLock;
import uk.org.rmatool.platform.liveness.LeaseState;

/**
 * What only the container does: transactions around the store, fault tolerance around the cleanup.
 * Runs inside the deployed coordinator; leases last a second there and cleanup does not start by
 * itself.
 */
@ExtendWith(ArquillianExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistryInContainerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Inject private WorkerStore store;
  @Inject private WorkerRegistry registry;
  @Inject private Fleet fleet;
  @Inject private OtherReplicas others;
  @Inject private LeaseConfig leases;
  @Inject private WorkerCleanup cleanup;
  @Inject private Clock clock;
  @Inject private UserTransaction transaction;

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  @Deployment
  static WebArchive coordinator() {
    return ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/coordinator.war"))
        .addClasses(RegistryInContainerIT.class, TestJson.class)
        .addAsLibrary(
            new File(
                URI.create(
                    Assertions.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString())));
  }

  @BeforeEach
  void theRegistryIsLoaded() {
    if (fleet != null) { // it is not where the client is
      fleet.load();
      others.present();
    }
  }

  @Test
  @RunAsClient
  @Order(1)
  void withoutTheDhtItSaysThatItIsOff(@ArquillianResource URL address) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      for (var path : List.of("api/dht/stats", "api/dht/topology")) {
        var answer =
            client.send(
                HttpRequest.newBuilder(address.toURI().resolve(path)).build(),
                BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (var reader = Json.createReader(answer.body())) {
          assertThat(reader.readObject().getBoolean("dht_enabled")).isFalse();
        }
      }
    }
  }

  @Test
  @RunAsClient
  @Order(1)
  void healthIsAnsweredAsDocumented(@ArquillianResource URL address) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(address.toURI().resolve("health")).build(),
              BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      try (var reader = Json.createReader(answer.body())) {
        var health = reader.readObject();
        assertThat(health.getString("status")).isEqualTo("healthy");
        assertThat(health.getString("coordinator")).matches("coordinator-[a-z2-7]{16}");
        assertThat(health.getJsonObject("workers").keySet())
            .containsExactlyInAnyOrder("total", "active", "stale");
      }
    }
  }

  @Test
  @Order(2)
  void aRegistrationIsCommittedWhenTheStoreReturns() throws Exception {
    transaction.begin();
    save(worker("committed", ""));
    assertThat(count("worker", "committed")).isEqualTo(1);
    assertThat(count("worker_event", "committed")).isEqualTo(1);
    transaction.rollback();
    assertThat(count("worker", "committed")).as("after the caller's rollback").isEqualTo(1);
    assertThat(count("worker_event", "committed")).isEqualTo(1);
    assertThat(store.all().workers()).extracting(Worker::id).contains(new NodeId("committed"));
  }

  @Test
  @Order(3)
  void aRegistrationThatCannotBeWrittenLeavesNoEventEither() throws Exception {
    var tooLong = worker("refused-row", "x".repeat(65)); // the event alone would be written
    assertThatThrownBy(() -> save(tooLong));
    assertThat(count("worker", "refused-row")).isZero();
    assertThat(count("worker_event", "refused-row")).isZero();
  }

  @Test
  @Order(4)
  void aRegistrationWhoseEventCannotBeWrittenIsNotThereEither() throws Exception {
    execute("alter table coordinator.worker_event rename to worker_event_away");
    try {
      var worker = worker("refused-event", "");
      assertThatThrownBy(() -> save(worker));
      assertThat(count("worker", "refused-event")).isZero();
    } finally {
      execute("alter table coordinator.worker_event_away rename to worker_event");
    }
  }

  @Test
  @Order(5)
  void whileAnotherReplicaCleansUpThisOneStandsBy() throws Exception {
    register("expired");
    var role =
        CleanupLock.whileHeld(
            database,
            "coordinator",
            () -> {
              cleanup.run();
              return role();
            });
    assertThat(role).contains("standby");
    assertThat(count("worker", "expired")).isEqualTo(1);
    cleanup.run();
    assertThat(role()).isEqualTo("holder");
    assertThat(count("worker", "expired")).isZero();
    assertThat(count("worker_event", "expired")).as("registered and expired").isEqualTo(2);
  }

  @Test
  @Order(6)
  void aCleanupThatFailsIsTriedAgain() throws Exception {
    register("retried");
    execute("create sequence coordinator.attempts");
    execute(
        """
        create function coordinator.fail_first() returns trigger language plpgsql as $$
        begin
          if nextval('coordinator.attempts') = 1 then
            raise exception 'the first attempt fails';
          end if;
          return new;
        end $$
        """);
    execute(
        """
        create trigger fail_first before insert on coordinator.worker_event
        for each row when (new.worker_id = 'retried' and new.transition = 'expired')
        execute function coordinator.fail_first()
        """);
    try {
      cleanup.run();
      assertThat(attempts()).isEqualTo(2);
      assertThat(count("worker", "retried")).isZero();
    } finally {
      execute("drop trigger fail_first on coordinator.worker_event");
      execute("drop function coordinator.fail_first");
      execute("drop sequence coordinator.attempts");
    }
  }

  @Test
  @Order(7) // the circuit stays open after it
  void aCleanupThatFailsAgainAndAgainIsLeftAloneForAWhile() {
    register("broken");
    execute("alter table coordinator.worker_event rename to worker_event_away");
    try {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10; i++) {
                  try {
                    cleanup.run();
                  } catch (CircuitBreakerOpenException e) {
                    throw e;
                  } catch (RuntimeException e) {
                    assertThat(i).as("failed runs").isLessThan(6);
                  }
                }
              })
          .isInstanceOf(CircuitBreakerOpenException.class);
    } finally {
      execute("alter table coordinator.worker_event_away rename to worker_event");
    }
  }

  /** Registers a worker and waits until its lease has run out. */
  private void register(String id) {
    var worker =
        registry.register(
            Registration.parse(
                TestJson.json(
                    "{'worker_id':'%s','tunnel_url':'http://w:1','capabilities':{}}".formatted(id)),
                false),
            0,
            "by a test");
    var limit = clock.instant().plus(PATIENCE);
    while (fleet.find(worker.id()).isPresent() && clock.instant().isBefore(limit)) {
      Thread.onSpinWait();
    }
    assertThat(fleet.state(worker)).isEqualTo(LeaseState.EXPIRED);
  }

  private Worker worker(String id, String vpnIp) {
    var now = clock.instant();
    return new Worker(
        new NodeId(id),
        URI.create("http://w:1"),
        Optional.of(vpnIp),
        false,
        WorkerType.CPU,
        Worker.Announced.of("{}", "[]", "[]"),
        Set.of(),
        List.of("notes-coa"),
        Heartbeat.NONE,
        0,
        now,
        now.toEpochMilli(),
        leases.terms(false, 30),
        0);
  }

  private void save(Worker worker) {
    var event = WorkerEvent.of(worker, clock.instant(), Transition.REGISTERED, "test");
    assertThat(store.save(worker, event)).isPresent();
  }

  private String role() {
    return (String) cleanup.health().getData().orElseThrow().get("role");
  }

  private int count(String table, String worker) throws SQLException {
    var sql = "select count(*) from coordinator." + table + " where worker_id = ?";
    try (var connection = database.getConnection();
        var query = connection.prepareStatement(sql)) {
      query.setString(1, worker);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  /** A sequence counts what was rolled back, too. */
  private long attempts() throws SQLException {
    try (var connection = database.getConnection();
        var query = connection.prepareStatement("select last_value from coordinator.attempts");
        var rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
