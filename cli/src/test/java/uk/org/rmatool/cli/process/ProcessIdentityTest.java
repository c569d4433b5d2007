package uk.org.rmatool.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

  @Test
  void aRunningProcessIsRecognised() {
    assertThat(ProcessIdentity.self().alive()).isTrue();
  }

  @Test
  void anotherProcessUnderTheSameIdIsNotTakenForIt() {
    var self = ProcessIdentity.self();
    assertThat(new ProcessIdentity(self.pid(), self.birth() + "0").alive()).isFalse();
  }

  @Test
  void aProcessThatHasEndedIsNotAlive() throws Exception {
    var process = new ProcessBuilder("sleep", "600").start();
    var identity = ProcessIdentity.of(process.toHandle());
    assertThat(identity.alive()).isTrue();
    process.destroyForcibly().waitFor();
    assertThat(identity.alive()).isFalse();
  }
}
