package uk.org.rmatool.dataplane.balancing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import uk.org.rmatool.dataplane.balancing.Choice.Nobody;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.platform.intent.Intent;

/**
 * The decision who serves a call: the same for the same targets, what was seen of them, time and
 * chance.
 *
 * <p>Affinity first; otherwise the less busy of two that are drawn in proportion to their weights
 * (Mitzenmacher, "The power of two choices"). Who is ejected gets the call only when there is
 * nobody else at all.
 *
 * @param seen what was seen of a node
 * @param not nodes that were tried already
 * @param slowStart time in which a newcomer's share grows to a full one
 * @param loadGuard how many times the average in flight a node may have to get calls by prefix
 * @param now in milliseconds since 1970
 */
record Decision(
    Function<String, Seen> seen,
    Set<String> not,
    Duration slowStart,
    double loadGuard,
    long now,
    RandomGenerator chance) {

  /** What of its share a newcomer has in the beginning. */
  private static final double LEAST_START = 0.1;

  Choice choose(List<Tier> tiers, Affinity affinity) {
    if (affinity instanceof Affinity.Session(String node)) {
      for (var tier : tiers) {
        if (!tier.heldBack() && stays(tier, node)) {
          return new Pick(node, "same session");
        }
      }
    }
    for (var tier : tiers) {
      var pick = within(tier, affinity);
      if (pick.isPresent()) {
        var where = tier.equals(tiers.get(0)) ? "" : ", " + tier.name();
        return new Pick(pick.get().node(), pick.get().why() + where);
      }
    }
    var nobody = count(tiers);
    return nobody.ejected() > 0 && nobody.full() == 0 && nobody.tried() == 0
        ? lastResort(tiers).orElse(nobody)
        : nobody;
  }

  private Optional<Pick> within(Tier tier, Affinity affinity) {
    return switch (affinity) {
      case Affinity.None() -> less(Draw.two(tier.pool(), this::able, chance));
      case Affinity.Session(String node) ->
          stays(tier, node)
              ? Optional.of(new Pick(node, "same session"))
              : less(Draw.two(tier.pool(), this::able, chance))
                  .map(pick -> new Pick(pick.node(), pick.why() + ", new for the session"));
      case Affinity.SessionKey(long hash) ->
          Rendezvous.of(tier.pool(), this::able)
              .first(hash)
              .map(to -> new Pick(to.node(), "same session"));
      case Affinity.Prefix(long hash) ->
          Rendezvous.of(tier.pool(), this::able)
              .first(hash, loadGuard)
              .map(to -> new Pick(to.node(), "same prefix"));
    };
  }

  private boolean stays(Tier tier, String node) {
    return tier.pool().find(node).flatMap(this::able).isPresent();
  }

  private Optional<Choice> lastResort(List<Tier> tiers) {
    return tiers.stream()
        .flatMap(tier -> less(Draw.two(tier.pool(), this::ejected, chance)).stream())
        .findFirst()
        .map(pick -> new Pick(pick.node(), "ejected, but nobody else"));
  }

  private static Optional<Pick> less(List<Candidate> drawn) {
    return switch (drawn.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Pick(drawn.get(0).node(), "only one"));
      default -> {
        var less = drawn.get(0).isBusierThan(drawn.get(1)) ? drawn.get(1) : drawn.get(0);
        yield Optional.of(new Pick(less.node(), "less busy of 2"));
      }
    };
  }

  private Optional<Candidate> able(Target target) {
    return untried(target)
        .filter(one -> one.seen().circuit() != Circuit.OPEN && !one.seen().full());
  }

  private Optional<Candidate> ejected(Target target) {
    return untried(target).filter(one -> one.seen().circuit() == Circuit.OPEN);
  }

  private Optional<Candidate> untried(Target target) {
    if (target.weight() == 0 || not.contains(target.node())) {
      return Optional.empty();
    }
    var known = seen.apply(target.node());
    return Optional.of(new Candidate(target, known, share(target, known)));
  }

  private double share(Target target, Seen known) {
    long start = Math.max(target.since().toEpochMilli(), known.returnedAt());
    double grown = slowStart.isZero() ? 1 : (now - start) / (double) slowStart.toMillis();
    return Math.clamp(grown, LEAST_START, 1) * target.weight() / Intent.FULL_WEIGHT;
  }

  private Nobody count(List<Tier> tiers) {
    int full = 0;
    int out = 0;
    int tried = 0;
    for (var tier : tiers) {
      for (int i = 0; i < tier.pool().size(); i++) {
        var target = tier.pool().get(i);
        tried += target.weight() > 0 && not.contains(target.node()) ? 1 : 0;
        if (ejected(target).isPresent()) {
          out++;
        } else if (untried(target).isPresent()) {
          full++;
        }
      }
    }
    return new Nobody(full, out, tried);
  }
}
