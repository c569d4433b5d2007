package uk.org.rmatool.worker.membership;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.ServiceState.Phase;
import uk.org.rmatool.worker.recipes.Recipes;

/**
 * The services that this worker can run, as it tells its coordinator. What an operator puts there
 * or takes away is told at once; what comes and goes, such as the last of the disk, ever more
 * seldom. Used by one thread.
 */
@Component
class Offer {
  private static final Logger LOG = System.getLogger(Offer.class.getName());

  /** Many changes of services may come together, and looking takes the disk's time. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** After this long without a change the next ones are told quickly again. */
  private static final Duration QUIET = Duration.ofHours(1);

  /** In these a service has been started here, or will be when its owner lets it. */
  private static final Set<Phase> HERE =
      EnumSet.of(Phase.STARTING, Phase.RUNNING, Phase.IMPAIRED, Phase.RESTARTING, Phase.PAUSED);

  private final Recipes recipes;
  private final Launcher launcher;
  private final Clock clock;
  private List<String> told = List.of();
  private Instant changed = Instant.MIN;
  private Duration pause = Duration.ZERO;
  private Instant nextLook = Instant.MIN;
  private boolean news;

  @Inject
  Offer(Recipes recipes, Launcher launcher, Clock clock) {
    this.recipes = recipes;
    this.launcher = launcher;
    this.clock = clock;
  }

  /**
   * What it can run now, in the order of names. What was told and is here stays in it: a service
   * that works must not be taken away because it has filled the disk that it needs to start.
   */
  List<String> services() {
    var services = new TreeSet<>(recipes.runnable());
    launcher
        .states()
        .forEach(
            (service, state) -> {
              if (HERE.contains(state.phase()) && told.contains(service)) {
                services.add(service);
              }
            });
    return List.copyOf(services);
  }

  /**
   * A coordinator has taken this.
   *
   * @param first whether none has been told anything before
   */
  void told(List<String> services, boolean first) {
    if (!first && !services.equals(told)) {
      var before = told;
      LOG.log(
          Level.INFO,
          () -> "What can be run here changes. before=%s now=%s".formatted(before, services));
      var now = clock.instant();
      pause = now.isBefore(changed.plus(QUIET)) ? longer() : SHORTEST_PAUSE;
      changed = now;
    }
    told = services;
    news = false;
  }

  private Duration longer() {
    return Pace.shorter(pause.multipliedBy(2), LONGEST_PAUSE);
  }

  /** Whether there is something else to tell, and now is the time for it. */
  boolean isNews() {
    var now = clock.instant();
    if (!now.isBefore(nextLook)) {
      nextLook = now.plus(LOOK);
      news = !now.isBefore(changed.plus(pause)) && !services().equals(told);
    }
    return news;
  }
}
