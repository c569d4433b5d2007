package uk.org.rmatool.worker.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.org.rmatool.worker.hardware.LimitsConfig;

@Timeout(30)
class BandwidthTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void aFullBucketLetsItsSizePassAndThenTheRate() {
    var bucket = new TokenBucket(1_000, 500, 0);
    assertThat(bucket.take(500, 0)).isZero();
    assertThat(bucket.take(250, 0)).isEqualTo(SECOND / 4);
    assertThat(bucket.take(250, 0)).isEqualTo(SECOND / 2); // after the one before
    assertThat(bucket.take(100, SECOND / 2)).isEqualTo(SECOND / 10);
  }

  @Test
  void aSilenceFillsItNoFurtherThanItsSize() {
    var bucket = new TokenBucket(1_000, 500, 0);
    assertThat(bucket.take(500, 0)).isZero();
    assertThat(bucket.take(500, 100 * SECOND)).isZero();
    assertThat(bucket.take(1, 100 * SECOND)).isEqualTo(SECOND / 1_000);
  }

  @Test
  void overAnyTimeNoMoreThanTheRateAndOneBurstPasses() {
    var bucket = new TokenBucket(10_000, 2_000, 0);
    var now = 0L;
    var passed = 0L;
    while (now < 60 * SECOND) {
      now += bucket.take(700, now);
      passed += 700;
      assertThat(passed).isLessThanOrEqualTo(2_000 + now / (SECOND / 10_000) + 1);
    }
    assertThat(passed).isGreaterThanOrEqualTo(60 * 10_000);
  }

  @Test
  void aRealTransferTakesAsLongAsItMust() throws Exception {
    var bytes = 512 * 1024;
    var bandwidth = bandwidth(8); // a million bytes a second
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var received = new FutureTask<>(() -> receive(server));
      Thread.ofVirtual().start(received);
      var begun = System.nanoTime();
      try (var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
        for (var sent = 0; sent < bytes; sent += 16 * 1024) {
          bandwidth.pass(16 * 1024);
          client.getOutputStream().write(new byte[16 * 1024]);
        }
      }
      assertThat(received.get()).isEqualTo(bytes);
      assertThat(System.nanoTime() - begun)
          .isGreaterThanOrEqualTo((bytes - 100_000L) * SECOND / 1_000_000);
    }
  }

  @Test
  void withoutALimitNothingIsHeldBack() throws Exception {
    var bandwidth = bandwidth(0);
    for (var i = 0; i < 1_000; i++) {
      bandwidth.pass(Integer.MAX_VALUE); // would take weeks otherwise
    }
  }

  @Test
  void whoIsInterruptedWaitsNoLonger() {
    var bandwidth = bandwidth(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> bandwidth.pass(Integer.MAX_VALUE))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static Bandwidth bandwidth(int mbit) {
    return new Bandwidth(new LimitsConfig(0, 0, 0, 0, mbit));
  }

  private static long receive(ServerSocket server) throws Exception {
    try (var socket = server.accept();
        InputStream in = socket.getInputStream()) {
      var sum = 0L;
      var buffer = new byte[64 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sum += n;
      }
      return sum;
    }
  }
}
