package uk.org.rmatool.worker.membership;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dht.Coordinators;
import uk.org.rmatool.dht.DhtConfig;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.dht.ReachConfig;
import uk.org.rmatool.dht.Reachability;
import uk.org.rmatool.dht.Seeds;
import uk.org.rmatool.dht.ShardCounts;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.LoadMeter;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.LoadedModels;
import uk.org.rmatool.worker.measuring.TestRemeasuring;
import uk.org.rmatool.worker.recipes.TestRecipes;

/** Members for tests, with state in a folder of theirs. */
public final class TestMembership {
  private TestMembership() {}

  static MembershipConfig config(URI coordinator) {
    return config(coordinator, Optional.empty());
  }

  private static MembershipConfig config(URI coordinator, Optional<String> interval) {
    return new MembershipConfig(
        coordinator.toString(),
        Optional.of("Test Worker"),
        Optional.of("http://worker.example:8000"),
        8000,
        interval);
  }

  public static Identity identity(URI coordinator, Path folder) {
    return new Identity(
        config(coordinator), TestHardware.state(folder.resolve("state")), TestHardware.machine());
  }

  public static ControlPlane control(URI coordinator, Identity identity) {
    return new ControlPlane(new ControlClient(), identity, Clock.systemUTC(), config(coordinator));
  }

  /** A DHT node that was not started. */
  public static DhtSeat noDht(Path folder) {
    return new DhtSeat(noDhtConfig(folder), noSeeds(folder));
  }

  private static DhtConfig noDhtConfig(Path folder) {
    return new DhtConfig(
        false, 8468, Optional.empty(), "*", Optional.empty(), folder.resolve("dht"));
  }

  private static Seeds noSeeds(Path folder) {
    return new Seeds(noDhtConfig(folder), new ControlClient(), new Coordinators());
  }

  private static Reachability reachability(Path folder) {
    return new Reachability(
        new ReachConfig("open"), noSeeds(folder), new Coordinators(), new ControlClient());
  }

  static Membership membership(
      URI coordinator, Path folder, Launcher launcher, LoadMeter load, Duration firstPause) {
    return membership(coordinator, folder, launcher, load, firstPause, Optional.empty());
  }

  /** One that was given this interval by its configuration. */
  static Membership membership(
      URI coordinator,
      Path folder,
      Launcher launcher,
      LoadMeter load,
      Duration firstPause,
      Optional<String> interval) {
    return membership(
        coordinator, folder, launcher, load, TestHardware.detection(folder), firstPause, interval);
  }

  /** One on a machine that can be measured. */
  static Membership membership(
      URI coordinator,
      Path folder,
      Launcher launcher,
      LoadMeter load,
      Detection detection,
      Duration firstPause,
      Optional<String> interval) {
    return membership(
        coordinator, folder, launcher, load, detection, firstPause, interval, Clock.systemUTC());
  }

  /** One that looks by this clock at what it can run. */
  static Membership membership(
      URI coordinator,
      Path folder,
      Launcher launcher,
      LoadMeter load,
      Detection detection,
      Duration firstPause,
      Optional<String> interval,
      Clock clock) {
    var identity = identity(coordinator, folder);
    var recipes = TestRecipes.in(folder);
    return new Membership(
        config(coordinator, interval),
        identity,
        control(coordinator, identity),
        new Announcements(
            identity,
            detection,
            recipes,
            new Offer(recipes, launcher, clock),
            launcher,
            new LoadedModels(launcher, new ControlClient()),
            load,
            new Traffic(),
            noDht(folder),
            reachability(folder),
            new ShardCounts(Clock.systemUTC()),
            TestRemeasuring.eager(detection)),
        launcher,
        new LeasePings(noDht(folder), identity, Clock.systemUTC()),
        Clock.systemUTC(),
        new Random(1),
        new Backoff(firstPause, firstPause.multipliedBy(4)));
  }
}
