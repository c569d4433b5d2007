package uk.org.rmatool.coordinator.rebalancing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.rebalancing.Candidate.Standing;

/** A plan while it is made: who has what after the steps so far. */
final class Draft {
  private final Catalogue catalogue;
  private final ToIntFunction<String> elsewhere;
  private final List<Seat> seats;
  private final Map<String, List<Seat>> holders = new TreeMap<>();
  private int left;

  /**
   * Begins with what is.
   *
   * @param limit how many steps may be made
   */
  Draft(Catalogue catalogue, List<Candidate> ours, ToIntFunction<String> elsewhere, int limit) {
    this.catalogue = catalogue;
    var counts = new HashMap<String, Integer>();
    this.elsewhere = service -> counts.computeIfAbsent(service, elsewhere::applyAsInt);
    this.seats = ours.stream().map(Seat::new).toList();
    this.left = limit;
    seats.forEach(seat -> seat.services().forEach(service -> holders(service).add(seat)));
  }

  /** Gives what too few have, the least covered first, then the most important. */
  void give() {
    catalogue.services().stream()
        .sorted(
            Comparator.<CatalogueService>comparingInt(service -> sound(service.name()))
                .thenComparingInt(CatalogueService::priority))
        .forEach(this::give);
  }

  private void give(CatalogueService service) {
    var name = service.name();
    for (var have = sound(name); have < service.replicas() && left > 0; have++) {
      var best = seats.stream().filter(seat -> seat.canTake(name)).min(Seat.BY_BURDEN);
      if (best.isEmpty()) {
        return;
      }
      best.get().give(name, "%d of %d workers had it".formatted(have, service.replicas()));
      holders(name).add(best.get());
      left--;
    }
  }

  /** Those that could have something to do and have nothing. */
  List<Seat> idle() {
    return seats.stream().filter(seat -> seat.is(Standing.OPEN) && known(seat) == 0).toList();
  }

  /**
   * What idle workers may take over: services that as many as should have, each with the one that
   * has the most of those that have it and others.
   */
  Map<CatalogueService, Seat> offers() {
    var offers = new LinkedHashMap<CatalogueService, Seat>();
    for (var service : catalogue.services()) {
      if (left > 0 && isAtTarget(service)) {
        heaviest(service.name()).ifPresent(seat -> offers.put(service, seat));
      }
    }
    return offers;
  }

  /**
   * Gives an idle worker the service of the one that has the most: that one loses it like all that
   * is surplus, after patience. False when there is none for it.
   *
   * @param due which services it has waited for long enough
   */
  boolean occupy(Seat idle, Map<CatalogueService, Seat> offers, Predicate<CatalogueService> due) {
    var best =
        offers.entrySet().stream()
            .filter(offer -> idle.canTake(offer.getKey().name()) && due.test(offer.getKey()))
            .max(Map.Entry.comparingByValue(Seat.BY_BURDEN));
    best.ifPresent(
        offer -> {
          var name = offer.getKey().name();
          idle.give(name, "it had nothing to do, %s has more".formatted(offer.getValue().id()));
          holders(name).add(idle);
          left--;
        });
    return best.isPresent();
  }

  private boolean isAtTarget(CatalogueService service) {
    return sound(service.name()) == service.replicas() && surplus(service) == 0;
  }

  /** The one with the most services of those that have this one and others. */
  private Optional<Seat> heaviest(String service) {
    return counted(service).filter(this::hasMore).max(Seat.BY_BURDEN);
  }

  /** Drained workers lose what others run. */
  void takeFromDrained() {
    for (var seat : seats) {
      if (seat.is(Standing.DRAINED)) {
        for (var service : List.copyOf(seat.services())) {
          if (left > 0 && othersRun(service, seat)) {
            take(seat, service, "it is drained, and others run it");
          }
        }
      }
    }
  }

  /**
   * The services that more workers have than should, as long as enough of those do not fail, and
   * those that are not in the catalogue.
   */
  Set<String> surplus() {
    var names = new LinkedHashSet<String>();
    catalogue.services().stream()
        .filter(service -> surplus(service) > 0)
        .forEach(service -> names.add(service.name()));
    holders.forEach(
        (service, some) -> {
          if (!some.isEmpty() && catalogue.find(service).isEmpty()) {
            names.add(service);
          }
        });
    return names;
  }

  private int surplus(CatalogueService service) {
    var name = service.name();
    return sound(name) < service.replicas()
        ? 0
        : elsewhere.applyAsInt(name) + (int) counted(name).count() - service.replicas();
  }

  /** Takes a service where it is surplus. */
  void takeSurplus(String service) {
    catalogue.find(service).ifPresentOrElse(this::takeSurplus, () -> takeUnknown(service));
  }

  /**
   * Takes what too many have, first where it fails, then where it does not run yet; from nobody who
   * has nothing else, and from nobody who alone runs it.
   */
  private void takeSurplus(CatalogueService service) {
    var name = service.name();
    var more = surplus(service);
    var had = more + service.replicas();
    var reason = "%d workers had it, %d should".formatted(had, service.replicas());
    var spare = sound(name) - service.replicas();
    for (var seat : counted(name).filter(this::hasMore).sorted(byUse(name)).toList()) {
      var sound = seat.isSound(name);
      if (more > 0 && left > 0 && (!sound || spare > 0) && othersRun(name, seat)) {
        take(seat, name, reason);
        more--;
        spare -= sound ? 1 : 0;
      }
    }
  }

  /** Whether it would still have something to do without one of its services. */
  private boolean hasMore(Seat seat) {
    return known(seat) > 1;
  }

  /** How many services of the catalogue it has. */
  private long known(Seat seat) {
    return seat.services().stream().filter(name -> catalogue.find(name).isPresent()).count();
  }

  private static Comparator<Seat> byUse(String service) {
    return Comparator.<Seat, Boolean>comparing(seat -> seat.isSound(service))
        .thenComparing(seat -> seat.runs(service))
        .thenComparing(Seat.BY_BURDEN.reversed());
  }

  /** Takes a service that nobody should have from everybody who can be told. */
  private void takeUnknown(String service) {
    for (var seat : List.copyOf(holders(service))) {
      if (left > 0 && !seat.is(Standing.AWAY)) {
        take(seat, service, "it is not in the catalogue");
      }
    }
  }

  List<Move> moves() {
    return seats.stream().map(Seat::move).flatMap(Optional::stream).toList();
  }

  private void take(Seat seat, String service, String reason) {
    seat.take(service, reason);
    holders(service).remove(seat);
    left--;
  }

  /** How many workers that get calls run it or are about to. */
  private int sound(String service) {
    return elsewhere.applyAsInt(service)
        + (int) counted(service).filter(seat -> seat.isSound(service)).count();
  }

  /** Whether the service is run as before without this one. */
  private boolean othersRun(String service, Seat one) {
    return elsewhere.applyAsInt(service) > 0
        || counted(service).anyMatch(seat -> seat != one && seat.runs(service));
  }

  private Stream<Seat> counted(String service) {
    return holders(service).stream().filter(Seat::counts);
  }

  private List<Seat> holders(String service) {
    return holders.computeIfAbsent(service, s -> new ArrayList<>());
  }
}
