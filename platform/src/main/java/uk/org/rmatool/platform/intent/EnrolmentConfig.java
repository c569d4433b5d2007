package uk.org.rmatool.platform.intent;

import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Whether newcomers are taken at once. */
@Component
public class EnrolmentConfig {
  private enum Enrolment {
    OPEN,
    APPROVAL
  }

  private final Enrolment enrolment;

  /**
   * Read at start.
   *
   * @param enrolment <code>open</code>, or <code>approval</code>: newcomers wait for an operator;
   *     in whatever case
   */
  @Inject
  public EnrolmentConfig(
      @ConfigProperty(name = "enrolment", defaultValue = "open") String enrolment) {
    try {
      this.enrolment = Enrolment.valueOf(enrolment.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "ENROLMENT is '%s'; it must be open or approval.".formatted(enrolment), e);
    }
  }

  public boolean needsApproval() {
    return enrolment == Enrolment.APPROVAL;
  }
}
