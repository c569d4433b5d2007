package uk.org.rmatool.bench.dataplane;

import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import uk.org.rmatool.bench.Ask;

/**
 * A worker as deployed ones are: it has registered, its service is called where it listens, and it
 * sends heartbeats.
 */
final class DeployedWorker implements AutoCloseable {
  /** The service that it provides. */
  static final String SERVICE = "bench";

  private static final long HEARTBEAT_SECONDS = 30;
  private static final String ID = "bench-worker";
  private static final String HEARTBEAT =
      """
      {"worker_id": "%s", "status": "healthy", "current_load": 0.1, "active_requests": 0}\
      """
          .formatted(ID);

  private final Ask ask = new Ask();
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();

  DeployedWorker(URI coordinator, URI service) throws InterruptedException {
    ask.post(coordinator.resolve("/api/worker/register"), registration(service));
    var heartbeat = coordinator.resolve("/api/worker/heartbeat");
    var unused =
        heart.scheduleAtFixedRate(
            () -> send(heartbeat), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
  }

  static String registration(URI service) {
    return """
    {"worker_id": "%s", "tunnel_url": "%s", "capabilities": {"worker_type": "cpu", "cpu_count": 2, \
    "memory": "4GB", "platform": "Linux"}, "services": [{"name": "%s", "url": "%s"}], \
    "containers": []}\
    """
        .formatted(ID, service, SERVICE, service);
  }

  private void send(URI heartbeat) {
    try {
      ask.post(heartbeat, HEARTBEAT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    heart.shutdownNow();
  }
}
