package uk.org.rmatool.dataplane.balancing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Leads calls of one hash to one node: that with the highest weighted random number made of both
 * (rendezvous hashing, Thaler and Ravishankar 1998). Who comes or goes takes or leaves only what is
 * its own. Of large pools only the first thousand take part.
 */
record Rendezvous(List<Candidate> candidates) {
  static final int MOST = 1_000;

  static Rendezvous of(Pool pool, Function<Target, Optional<Candidate>> able) {
    var candidates = new ArrayList<Candidate>();
    for (int i = 0; i < pool.size() && i < MOST; i++) {
      able.apply(pool.get(i)).ifPresent(candidates::add);
    }
    return new Rendezvous(candidates);
  }

  Optional<Candidate> first(long hash) {
    return first(hash, Double.MAX_VALUE);
  }

  /**
   * The first that has not too much to do (bounded loads, Mirrokni, Thorup and Zadimoghaddam 2018).
   *
   * @param guard how many times its part of all calls in flight it may have, and one more
   */
  Optional<Candidate> first(long hash, double guard) {
    double busy = 0;
    double shares = 0;
    for (var candidate : candidates) {
      busy += candidate.busy();
      shares += candidate.share();
    }
    Candidate first = null;
    double highest = -1;
    for (var candidate : candidates) {
      double score = candidate.share() / -Math.log(random(hash, candidate.node()));
      double most = guard * busy * candidate.share() / shares + 1;
      if (score > highest && candidate.busy() <= most) {
        first = candidate;
        highest = score;
      }
    }
    return Optional.ofNullable(first);
  }

  /** Between 0 and 1, neither of them. */
  private static double random(long hash, String node) {
    return ((mix(hash ^ mix(node.hashCode())) >>> 12) + 0.5) * 0x1p-52;
  }

  /** Spreads the bits (Stafford's variant 13, as in SplitMix64). */
  private static long mix(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
