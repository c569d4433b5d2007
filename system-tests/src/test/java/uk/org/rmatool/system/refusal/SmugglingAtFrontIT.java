package uk.org.rmatool.system.refusal;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.FrontedPair;
import uk.org.rmatool.system.rig.FrontedPair.Pair;

/** At the ports for HTTP/2, from which plain calls do not go through the application servers. */
@ExtendWith(FrontedPair.class)
class SmugglingAtFrontIT extends Smuggling {
  @BeforeAll
  void join(Pair pair) throws IOException {
    var entrances = List.of(pair.routerFront(), pair.coordinatorFront());
    join(pair.router().http(), entrances, entrances);
  }
}
