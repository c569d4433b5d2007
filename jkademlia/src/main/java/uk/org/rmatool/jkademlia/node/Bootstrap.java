package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Response;

/** Joins the network: finds a seed that answers, then the own neighbourhood. */
final class Bootstrap {
  private static final int ATTEMPTS = 3;

  /** So many seeds are remembered, to begin again with when nobody is left. */
  private static final int MAX_SEEDS = 200;

  private final NodeId self;
  private final Neighbours neighbours;
  private final Searches searches;
  private final Effects effects;
  private final RandomGenerator random;
  private final Set<InetSocketAddress> seeds = new LinkedHashSet<>();

  Bootstrap(
      NodeId self,
      Neighbours neighbours,
      Searches searches,
      Effects effects,
      RandomGenerator random) {
    this.self = self;
    this.neighbours = neighbours;
    this.searches = searches;
    this.effects = effects;
    this.random = random;
  }

  void join(Input.Bootstrap input, Instant now) {
    for (var seed : input.seeds()) {
      if (seeds.size() < MAX_SEEDS) {
        seeds.add(seed);
      }
    }
    begin(input.seeds(), input.ticket(), now);
  }

  /** Begins again with the seeds that were given before. */
  void again(Instant now) {
    begin(List.copyOf(seeds), null, now);
  }

  /** Looks for the own neighbourhood. */
  void lookAround(Instant now) {
    searches.nodes(self.point(), (lookup, later) -> {}, now);
  }

  private void begin(List<InetSocketAddress> from, @Nullable Long ticket, Instant now) {
    var attempt = new Attempt(from, ticket);
    attempt.round(now);
  }

  /** Pings the seeds up to three times, until one answers; the others may still do so. */
  private final class Attempt {
    private final List<InetSocketAddress> from;
    private final @Nullable Long ticket;
    private int rounds;
    private int open;
    private boolean joined;

    Attempt(List<InetSocketAddress> from, @Nullable Long ticket) {
      this.from = from.stream().limit(MAX_SEEDS).toList();
      this.ticket = ticket;
    }

    void round(Instant now) {
      rounds++;
      open = from.size();
      if (open == 0) {
        end();
      }
      for (var seed : from) {
        neighbours.ping(
            seed,
            new Reply() {
              @Override
              public void answered(Response response, Duration took, Instant later) {
                open--;
                if (!joined) {
                  joined = true;
                  lookAround(1, later);
                }
              }

              @Override
              public void failed(Instant later) {
                if (--open == 0 && !joined) {
                  if (rounds < ATTEMPTS) {
                    round(later);
                  } else {
                    end();
                  }
                }
              }
            },
            now);
      }
    }

    /** Whom we ask may not hear us, and nobody else is known yet. */
    private void lookAround(int attempt, Instant now) {
      searches.nodes(
          self.point(),
          (lookup, later) -> {
            if (lookup.closest().isEmpty() && attempt < ATTEMPTS) {
              lookAround(attempt + 1, later);
            } else {
              found(later);
            }
          },
          now);
    }

    /** The neighbourhood is known; what is farther away is looked through in the background. */
    private void found(Instant now) {
      end();
      for (var point : neighbours.table().untouched(now, Duration.ZERO, random)) {
        searches.places(point, (lookup, then) -> {}, now);
      }
    }

    private void end() {
      Optional.ofNullable(ticket)
          .ifPresent(given -> effects.done(given, new Outcome.Joined(neighbours.table().size())));
    }
  }
}
