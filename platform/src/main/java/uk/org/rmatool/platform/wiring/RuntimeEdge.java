package uk.org.rmatool.platform.wiring;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Gives everybody else the time and chance, so that tests can give others. */
@Component
public class RuntimeEdge {
  @Produces
  @Singleton
  public Clock clock() {
    return Clock.systemUTC();
  }

  /** For spreading and choosing, at every call: nobody waits for it. Not for secrets. */
  @Produces
  @Singleton
  RandomGenerator random() {
    return () -> ThreadLocalRandom.current().nextLong();
  }
}
