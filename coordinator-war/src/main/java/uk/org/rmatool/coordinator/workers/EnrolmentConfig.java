package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Whether newcomers are taken at once. */
@Component
public class EnrolmentConfig {
  private final boolean approval;

  /**
   * Read at start.
   *
   * @param enrolment <code>open</code>, or <code>approval</code> when newcomers wait for an
   *     operator
   */
  @Inject
  public EnrolmentConfig(
      @ConfigProperty(name = "enrolment", defaultValue = "open") String enrolment) {
    if (!enrolment.equals("open") && !enrolment.equals("approval")) {
      throw new IllegalArgumentException("enrolment must be open or approval");
    }
    this.approval = enrolment.equals("approval");
  }

  boolean needsApproval() {
    return approval;
  }
}
