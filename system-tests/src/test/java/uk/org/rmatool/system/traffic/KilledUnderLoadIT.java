package uk.org.rmatool.system.traffic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** A worker is killed while it serves: who may be called again is, and nobody else suffers. */
@ExtendWith(SharedPlatform.class)
class KilledUnderLoadIT {
  @Test
  void atMostOneCallInAThousandFailsAndHealthyWorkersAreNotEjected(Platform platform)
      throws Exception {
    KilledWorker.assertNobodySuffers(platform.router(), platform.router(), platform.coordinator());
  }
}
