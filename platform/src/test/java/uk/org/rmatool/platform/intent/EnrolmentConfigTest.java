package uk.org.rmatool.platform.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EnrolmentConfigTest {
  @Test
  void enrolmentIsOpenOrByApprovalInWhateverCase() {
    assertThat(new EnrolmentConfig("open").needsApproval()).isFalse();
    assertThat(new EnrolmentConfig("Approval").needsApproval()).isTrue();
    assertThatThrownBy(() -> new EnrolmentConfig("shut"))
        .hasMessage("ENROLMENT is 'shut'; it must be open or approval.");
  }
}
