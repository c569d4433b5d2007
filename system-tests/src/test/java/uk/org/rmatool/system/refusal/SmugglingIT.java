package uk.org.rmatool.system.refusal;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** At the application servers' ports. */
@ExtendWith(SharedPlatform.class)
class SmugglingIT extends Smuggling {
  @BeforeAll
  void join(Platform platform) throws IOException {
    var entrances = List.of(platform.router(), platform.coordinator());
    join(
        platform.router(),
        entrances,
        List.of(platform.router(), platform.coordinator(), platform.worker()));
  }
}
