package uk.org.rmatool.platform.intent;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether an operator wants a node. */
public enum Approval {
  APPROVED,
  /** Waits for a decision; gets no calls. */
  PENDING,
  /** Is not wanted; its registration is refused. */
  REJECTED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Approval> of(String wireName) {
    return Arrays.stream(values()).filter(a -> a.wireName().equals(wireName)).findFirst();
  }
}
