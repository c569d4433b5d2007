package uk.org.rmatool.platform.liveness;

import java.time.Instant;
import java.util.Optional;

/**
 * The mass-expiry guard as it is now.
 *
 * @param active whether leases are extended
 * @param since when it was entered, while it is active
 * @param until when it ends at the latest, while it is active
 * @param reason why it was entered, while it is active; otherwise empty
 * @param held how many leases had run out by the clock and were extended, by the guard or because
 *     the registry was away, when the nodes were last looked at
 */
public record GuardState(
    boolean active, Optional<Instant> since, Optional<Instant> until, String reason, int held) {}
