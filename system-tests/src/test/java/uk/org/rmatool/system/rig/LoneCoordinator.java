package uk.org.rmatool.system.rig;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A coordinator that {@code ./rma edge coordinator} runs, as an edge worker starts it. */
public final class LoneCoordinator implements AutoCloseable {
  private static final Duration STARTED = Duration.ofMinutes(2);
  private static final Duration ENDED = Duration.ofSeconds(40);

  private final Process process;
  private final Http http;

  /**
   * Starts it; returns when it is ready.
   *
   * @param router whose it is
   * @param data what it keeps
   * @param database the address of the PostgreSQL that it is given; empty for one of its own
   */
  public LoneCoordinator(Platform platform, String router, Path data, String database)
      throws IOException {
    var address = URI.create("http://127.0.0.1:" + FreePorts.port());
    var output = Files.createTempFile("coordinator", ".out");
    var builder =
        platform.command(
            output,
            List.of(
                "edge",
                "coordinator",
                "--router",
                router,
                "--data",
                data.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(address.getPort()),
                "--public-url",
                address.toString(),
                "--location",
                "harbour",
                "--exit-with-parent"));
    builder.environment().put("EDGE_DATABASE_URL", database);
    http = new Http(address);
    process = builder.start();
    Await.until(
        "the coordinator is ready",
        STARTED,
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(output));
          }
          return Files.readString(output).contains("ready, " + address);
        });
  }

  public Http http() {
    return http;
  }

  /** Ends it as its worker does. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(ENDED.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("The coordinator does not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
