package uk.org.rmatool.worker.measuring;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.worker.Eventually.eventually;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.worker.hardware.Benchmark;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.TestHardware;

@Timeout(60)
class RemeasuringTest {
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir private Path folder;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicReference<Optional<String>> paused = new AtomicReference<>(Optional.empty());
  private final List<String> states = Collections.synchronizedList(new ArrayList<>());
  private Detection detection;
  private Remeasuring remeasuring;

  @AfterEach
  void stop() {
    remeasuring.stop();
  }

  private void patient(Duration between, Duration forCalls) {
    detection = TestHardware.detection(folder);
    remeasuring =
        new Remeasuring(
            detection,
            paused::get,
            calls::get,
            Clock.systemUTC(),
            new Patience(between, forCalls, LOOK));
    remeasuring.onChange(() -> states.add(remeasuring.state().orElse("")));
  }

  private Benchmark measured() {
    var measured = detection.measured();
    assertThat(measured).isPresent();
    return measured.get();
  }

  @Test
  void whoAsksGetsWhatIsMeasuredThen() {
    patient(Duration.ZERO, LONG);
    var before = detection.measure();
    remeasuring.asked(5);
    eventually(() -> assertThat(measured().at()).isAfter(before.at()));
    eventually(() -> assertThat(states).containsExactly("measuring", ""));
    assertThat(measured().toJson()).doesNotContainKey("calls_meanwhile");
  }

  /** Coordinators repeat what they asked for in every answer. */
  @Test
  void theSameWishIsServedOnce() {
    patient(Duration.ZERO, LONG);
    remeasuring.asked(5);
    eventually(() -> assertThat(states).containsExactly("measuring", ""));
    remeasuring.asked(5);
    remeasuring.asked(4);
    remeasuring.asked(6);
    eventually(() -> assertThat(states).containsExactly("measuring", "", "measuring", ""));
  }

  @Test
  void whatWasMeasuredAtTheStartCoversOlderWishes() {
    patient(Duration.ZERO, LONG);
    remeasuring.covered(5);
    remeasuring.asked(5);
    remeasuring.asked(6);
    eventually(() -> assertThat(states).containsExactly("measuring", ""));
  }

  @Test
  void nothingIsMeasuredAgainAtOnce() {
    patient(LONG, LONG);
    var before = detection.measure();
    remeasuring.asked(5);
    eventually(() -> assertThat(remeasuring.state().orElse("")).contains("a minute old"));
    assertThat(measured()).isSameAs(before);
  }

  @Test
  void callsAreLetFinish() {
    patient(Duration.ZERO, LONG);
    calls.set(2);
    remeasuring.asked(5);
    eventually(() -> assertThat(remeasuring.state().orElse("")).contains("waits for calls"));
    assertThat(detection.measured()).isEmpty();
    calls.set(0);
    eventually(() -> assertThat(measured().toJson()).doesNotContainKey("calls_meanwhile"));
  }

  @Test
  void callsThatDoNotEndAreSaidBesideTheFigures() {
    patient(Duration.ZERO, LOOK);
    calls.set(2);
    remeasuring.asked(5);
    eventually(() -> assertThat(measured().toJson().getInt("calls_meanwhile")).isEqualTo(2));
  }

  @Test
  void whatTheOwnerWantsComesFirst() {
    patient(Duration.ZERO, Duration.ZERO);
    paused.set(Optional.of("the machine is used"));
    remeasuring.asked(5);
    eventually(() -> assertThat(remeasuring.state()).isPresent());
    assertThat(detection.measured()).isEmpty();
    paused.set(Optional.empty());
    eventually(() -> assertThat(detection.measured()).isPresent());
  }
}
