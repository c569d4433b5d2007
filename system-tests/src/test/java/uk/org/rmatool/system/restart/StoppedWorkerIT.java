package uk.org.rmatool.system.restart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;
import uk.org.rmatool.system.rig.SlowService;

/** SIGTERM: calls in flight are served to their end, later ones go elsewhere. */
@ExtendWith(SharedPlatform.class)
class StoppedWorkerIT {
  private static final String SERVICE = "/service/vision-ocr";
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration SLOW = Duration.ofSeconds(5);

  /** Longer than a stopping worker waits. */
  private static final Duration TOO_SLOW = Duration.ofMinutes(2);

  private static final int CALLERS = 4;

  private final List<Server> servers = new ArrayList<>();
  @TempDir private Path recipes;
  private Server coordinator;

  @BeforeEach
  void start(Platform platform) throws Exception {
    SlowService.writeRecipe(recipes, "vision-ocr");
    var database = Server.Database.create(platform, "stopped_" + System.nanoTime());
    coordinator = Server.start("coordinator", "stopped-coordinator", database, Map.of());
    servers.add(coordinator.awaitReady());
  }

  @AfterEach
  void stop() {
    servers.reversed().forEach(Server::close);
  }

  @Test
  void noCallFailsWhenOneOfTwoWorkersIsStopped() throws Exception {
    var stays = worker("stays", Map.of());
    var leaves = worker("leaves", Map.of());
    var failed = new ConcurrentLinkedQueue<String>();
    var over = new CountDownLatch(1);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> call(over, failed));
      }
      var slow = begin(leaves, SLOW);
      var stopping = CompletableFuture.runAsync(leaves::close);
      assertThat(slow.get(1, TimeUnit.MINUTES)).isEqualTo(SlowService.ANSWER);
      stopping.get(1, TimeUnit.MINUTES);
      over.countDown();
    }
    assertThat(failed).isEmpty();
    var workers = coordinator.http().get("/api/admin/workers").object().getJsonArray("workers");
    assertThat(workers).as("it took leave").hasSize(1);
    assertThat(stays.http().get(SERVICE + "/x").status()).isEqualTo(200);
  }

  /** What takes longer than a worker waits is not ended as if it were whole. */
  @Test
  void aCallThatTakesTooLongIsCutOff() throws Exception {
    var worker = worker("impatient", Map.of("SERVICE_DRAIN", "PT1S"));
    var slow = begin(worker, TOO_SLOW);
    worker.close();
    assertThat(slow).failsWithin(1, TimeUnit.MINUTES);
  }

  /** A call at the worker, once its answer has begun. */
  private static CompletableFuture<String> begin(Server worker, Duration time) {
    var answer =
        worker.http().open("GET", SERVICE + SlowService.pause(time), BodyPublishers.noBody());
    assertThat(answer.statusCode()).isEqualTo(200);
    return CompletableFuture.supplyAsync(
        () -> {
          try (var body = answer.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        Executors.newVirtualThreadPerTaskExecutor());
  }

  private void call(CountDownLatch over, ConcurrentLinkedQueue<String> failed) {
    Http http = coordinator.http();
    try {
      do {
        var answer = http.get(SERVICE + SlowService.pause(Duration.ofMillis(20)));
        if (answer.status() != 200 || !answer.text().equals(SlowService.ANSWER)) {
          failed.add(answer.toString());
        }
      } while (!over.await(5, TimeUnit.MILLISECONDS));
    } catch (AssertionError e) {
      failed.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Server worker(String name, Map<String, String> more) throws Exception {
    var settings = new HashMap<>(more);
    settings.put("RECIPES_DIR", recipes.toString());
    var server = Server.worker(name, coordinator.http().base(), settings);
    servers.add(server.awaitReady());
    Await.until(
        name + " serves",
        DEADLINE,
        () ->
            server
                .http()
                .get("/health")
                .object()
                .getJsonObject("services_status")
                .getString("vision-ocr", "")
                .equals("running"));
    return server;
  }
}
