package uk.org.rmatool.cli.home;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.cli.process.ProcessIdentity;

/**
 * What a supervisor is doing, as it stands in {@code run.json}.
 *
 * @param phase how far the platform is
 * @param supervisor the process of {@code rma up}
 * @param portOffset what was added to every port
 * @param failure why the start failed; empty unless the phase is {@code FAILED}
 * @param addresses what to call, by what it is
 * @param processes everything that was started, in the order in which it stops
 */
public record RunState(
    Phase phase,
    ProcessIdentity supervisor,
    int portOffset,
    String failure,
    Map<String, String> addresses,
    List<Running> processes) {

  /** The life of a platform. */
  public enum Phase {
    STARTING,
    READY,
    STOPPING,
    STOPPED,
    FAILED
  }

  /** The life of one process. */
  public enum Activity {
    STARTING,
    READY,
    RESTARTING,
    STOPPED
  }

  /**
   * One supervised process.
   *
   * @param identity the latest process of that name
   * @param restarts how often it was started again
   * @param check the address that answers 200 when it is ready, or {@code tcp:<port>}
   */
  public record Running(
      String name, ProcessIdentity identity, Activity activity, int restarts, String check) {

    private Running stopped() {
      return new Running(name, identity, Activity.STOPPED, restarts, check);
    }
  }

  public RunState {
    addresses = new LinkedHashMap<>(addresses);
    processes = List.copyOf(processes);
  }

  /** The process of that name, if it was ever started. */
  public Optional<Running> process(String name) {
    return processes.stream().filter(process -> process.name().equals(name)).findFirst();
  }

  /** Whether a process was ended in good order, with everything that it had started. */
  public boolean hasStopped(Running process) {
    return phase == Phase.STOPPED || process.activity() == Activity.STOPPED;
  }

  /** The same once nothing is left of it. That a start failed stays on record. */
  public RunState ended() {
    return new RunState(
        phase == Phase.FAILED ? Phase.FAILED : Phase.STOPPED,
        supervisor,
        portOffset,
        failure,
        addresses,
        processes.stream().map(Running::stopped).toList());
  }

  /** Whether the supervisor still runs. */
  public boolean supervised() {
    return phase != Phase.STOPPED && phase != Phase.FAILED && supervisor.alive();
  }

  /** The processes that still run. */
  public List<Running> alive() {
    return processes.stream().filter(process -> process.identity().alive()).toList();
  }
}
