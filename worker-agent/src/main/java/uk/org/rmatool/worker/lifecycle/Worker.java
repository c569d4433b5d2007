package uk.org.rmatool.worker.lifecycle;

import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import uk.org.rmatool.dataplane.GracefulShutdown;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.dht.WorkerDht;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.LoadedModels;
import uk.org.rmatool.worker.measuring.Remeasuring;
import uk.org.rmatool.worker.membership.Identity;
import uk.org.rmatool.worker.membership.Membership;
import uk.org.rmatool.worker.owner.OwnerControl;
import uk.org.rmatool.worker.state.Secrets;
import uk.org.rmatool.worker.state.StateFolder;

/** The whole worker, in the order in which its parts begin and end. */
@Component
class Worker {
  private static final Logger LOG = System.getLogger(Worker.class.getName());

  private final StateFolder state;
  private final Secrets secrets;
  private final Identity identity;
  private final Detection detection;
  private final Remeasuring remeasuring;
  private final Launcher launcher;
  private final OwnerControl owner;
  private final LoadedModels models;
  private final WorkerDht dht;
  private final Membership membership;
  private final GracefulShutdown shutdown;

  @Inject
  Worker(
      StateFolder state,
      Secrets secrets,
      Identity identity,
      Detection detection,
      Remeasuring remeasuring,
      Launcher launcher,
      OwnerControl owner,
      LoadedModels models,
      WorkerDht dht,
      Membership membership,
      GracefulShutdown shutdown) {
    this.state = state;
    this.secrets = secrets;
    this.identity = identity;
    this.detection = detection;
    this.remeasuring = remeasuring;
    this.launcher = launcher;
    this.owner = owner;
    this.models = models;
    this.dht = dht;
    this.membership = membership;
    this.shutdown = shutdown;
  }

  /** Begins; does not wait for a coordinator. */
  void start() {
    state.claim();
    LOG.log(
        Level.INFO,
        () -> "Worker starts. worker=%s url=%s".formatted(identity.id(), identity.publicUrl()));
    secrets.prepare(Secrets.OWNER);
    launcher.clearLeftovers();
    detection.measure();
    owner.start();
    models.start();
    dht.start();
    membership.start();
    shutdown.onBegin(this::leave);
  }

  /** Takes leave of the DHT and the coordinator, so that no more calls come. */
  private void leave() {
    dht.stop();
    owner.stop();
    remeasuring.stop();
    membership.stop();
  }

  /** Once calls have ended, or had their time, ends every service; gives the state folder back. */
  void stop() {
    try {
      shutdown.drain();
      models.stop();
      launcher.stop();
      state.release();
      LOG.log(Level.INFO, () -> "Worker stopped. worker=" + identity.id());
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.WARNING, "The worker did not stop cleanly.", e);
    }
  }
}
