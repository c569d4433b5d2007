package uk.org.rmatool.jkademlia.storage;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Origin;

/**
 * Where a value comes from.
 *
 * @param origin null for this node itself
 * @param asked whether this node looked for it
 */
public record Source(@Nullable Origin origin, boolean asked) {
  /** This node itself. */
  public static final Source OWN = new Source(null, true);

  /** Somebody who sent it unasked. */
  public static Source sentBy(@Nullable Origin origin) {
    return origin == null ? OWN : new Source(origin, false);
  }

  /** Somebody whom this node asked for it. */
  public static Source askedOf(InetAddress address) {
    return new Source(Origin.of(address), true);
  }
}
