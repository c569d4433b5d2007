package uk.org.rmatool.dataplane.balancing;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Chooses who serves a call, and remembers what was seen of those who served. Called from many
 * threads.
 *
 * <p>What was not called for ten minutes is forgotten. While there is no room, newcomers are called
 * without being remembered.
 */
@Component
public class Balancer {
  static final int MAX_NODES = 50_000;
  private static final long FORGET_AFTER = Duration.ofMinutes(10).toMillis();
  private static final long FORGET_EVERY = Duration.ofMinutes(1).toMillis();

  /** How often another is chosen when a trial was lost to another call. */
  private static final int TRIES = 3;

  private final BalancingSettings settings;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<String, Service> services = new ConcurrentHashMap<>();
  private final AtomicInteger remembered = new AtomicInteger();
  private final AtomicLong forgotAt = new AtomicLong();

  @Inject
  public Balancer(BalancingConfig config, Clock clock, RandomGenerator random) {
    this(config.settings(), clock, random);
  }

  Balancer(BalancingSettings settings, Clock clock, RandomGenerator random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Chooses a node.
   *
   * @param service the service's full name
   * @param tiers who can be called, the preferred first
   * @param affinity with what the call would like to be together
   * @param not nodes that were tried already
   */
  public Choice pick(String service, List<Tier> tiers, Affinity affinity, Set<String> not) {
    var seen = services.computeIfAbsent(service, s -> new Service(settings));
    long now = clock.millis();
    seen.found(tiers, now);
    for (int left = TRIES; ; left--) {
      var decision =
          new Decision(
              node -> seen.seen(node, now),
              not,
              settings.slowStart(),
              settings.loadGuard(),
              now,
              new SplittableRandom(random.nextLong()));
      var choice = decision.choose(tiers, affinity);
      if (left == 1 || !(choice instanceof Choice.Pick pick) || seen.admits(pick.node(), now)) {
        return choice;
      }
    }
  }

  /** A call is not sent to the node that was chosen, and not by its fault. */
  public void returned(String service, String node) {
    var seen = services.get(service);
    if (seen != null) {
      seen.returned(node, clock.millis());
    }
  }

  /** A call is sent to a node. */
  public Attempt start(String service, String node) {
    forgetNowAndThen();
    var seen = services.computeIfAbsent(service, s -> new Service(settings));
    return new Attempt(seen, remember(seen, node), clock);
  }

  private Node remember(Service service, String node) {
    if (service.knows(node)) {
      return service.node(node);
    }
    if (remembered.get() >= MAX_NODES) {
      return service.passingNode(node);
    }
    remembered.incrementAndGet();
    return service.node(node);
  }

  /** What every node had of every service. */
  public Stream<NodeTraffic> traffic() {
    long now = clock.millis();
    return services.entrySet().stream()
        .flatMap(
            service ->
                service.getValue().nodes().stream()
                    .map(node -> node.traffic(service.getKey(), now)));
  }

  private void forgetNowAndThen() {
    long now = clock.millis();
    long last = forgotAt.get();
    if (now - last >= FORGET_EVERY && forgotAt.compareAndSet(last, now)) {
      long before = now - FORGET_AFTER;
      services.values().forEach(service -> service.forget(before));
      services.values().removeIf(service -> service.isForgettable(before));
      remembered.set(services.values().stream().mapToInt(s -> s.nodes().size()).sum());
    }
  }
}
