package uk.org.rmatool.edge.role;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What this program is, by its service's name in the catalogue. */
public enum Role {
  /** Passes calls on to the router. */
  EDGE_PROXY,
  /** Passes calls on to coordinators, with or without the router. */
  LOAD_BALANCER;

  static Optional<Role> of(String service) {
    return Arrays.stream(values()).filter(role -> role.service().equals(service)).findFirst();
  }

  /** Its name. */
  public String service() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
