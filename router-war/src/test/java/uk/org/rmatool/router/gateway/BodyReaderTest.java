package uk.org.rmatool.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.liveness.HeapBudget;

class BodyReaderTest {
  private static final int MAX = 100_000;

  private final HeapBudget room = new HeapBudget(1_000_000);

  private byte[] read(InputStream in) throws IOException {
    try (var reservation = new Reservation(room)) {
      return BodyReader.read(in, MAX, reservation);
    } finally {
      assertThat(room.hasRoom(1_000_000)).isTrue();
    }
  }

  private void assertRefused(InputStream in, ProblemType type) {
    assertThatThrownBy(() -> read(in))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
  }

  @Test
  void aBodyIsReadToItsEnd() throws IOException {
    assertThat(read(new ByteArrayInputStream(new byte[MAX]))).hasSize(MAX);
  }

  @Test
  void whatIsTooLargeIsRefused() {
    assertRefused(new ByteArrayInputStream(new byte[MAX + 1]), ProblemType.TOO_LARGE);
  }

  @Test
  void withoutRoomItIsRefused() {
    try (var other = new Reservation(room)) {
      other.take(900_000);
      assertThatThrownBy(
              () -> {
                try (var reservation = new Reservation(room)) {
                  BodyReader.read(new ByteArrayInputStream(new byte[MAX]), MAX, reservation);
                }
              })
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> assertThat(e.problem().type()).isEqualTo(ProblemType.SATURATED));
      other.shrinkTo(10);
    }
    assertThat(room.hasRoom(1_000_000)).isTrue();
  }

  @Test
  void whoIsSilentWithinABodyIsToldSo() {
    assertRefused(
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new SocketTimeoutException();
          }
        },
        ProblemType.REQUEST_TIMED_OUT);
  }
}
