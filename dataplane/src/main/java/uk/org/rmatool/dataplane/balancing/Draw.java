package uk.org.rmatool.dataplane.balancing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Draws targets in proportion to their shares, without looking at all of them if it can. */
final class Draw {
  private static final int TRIES = 32;

  /** So many are all looked at. */
  private static final int FEW = 8;

  private static final int ENOUGH = 64;

  /** Wait for an event whose rate is the share: the first is drawn. */
  private record Drawn(Candidate candidate, double time) {}

  private Draw() {}

  /** Two different ones, the first drawn first; fewer only when there are no two. */
  static List<Candidate> two(
      Pool pool, Function<Target, Optional<Candidate>> able, RandomGenerator chance) {
    var drawn = new ArrayList<Candidate>(2);
    int size = pool.size();
    for (int i = 0; i < TRIES && size > FEW; i++) {
      var candidate = able.apply(pool.get(chance.nextInt(size)));
      if (candidate.isPresent()
          && chance.nextDouble() < candidate.get().share()
          && (drawn.isEmpty() || !drawn.get(0).node().equals(candidate.get().node()))) {
        drawn.add(candidate.get());
        if (drawn.size() == 2) {
          return drawn;
        }
      }
    }
    drawn.addAll(
        ofSome(
            pool,
            target ->
                able.apply(target)
                    .filter(c -> drawn.isEmpty() || !drawn.get(0).node().equals(c.node())),
            2 - drawn.size(),
            chance));
    return drawn;
  }

  /** From those in a row somewhere in the pool (Efraimidis and Spirakis 2006). */
  private static List<Candidate> ofSome(
      Pool pool, Function<Target, Optional<Candidate>> able, int most, RandomGenerator chance) {
    var drawn = new ArrayList<Drawn>();
    int size = pool.size();
    int start = size == 0 ? 0 : chance.nextInt(size);
    for (int i = 0; i < size && drawn.size() < ENOUGH; i++) {
      able.apply(pool.get((start + i) % size))
          .ifPresent(
              candidate ->
                  drawn.add(
                      new Drawn(
                          candidate, -Math.log(1 - chance.nextDouble()) / candidate.share())));
    }
    return drawn.stream()
        .sorted(Comparator.comparingDouble(Drawn::time))
        .limit(most)
        .map(Drawn::candidate)
        .toList();
  }
}
