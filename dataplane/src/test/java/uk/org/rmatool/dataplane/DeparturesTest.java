package uk.org.rmatool.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.org.rmatool.platform.servlet.Recorded;

@Timeout(20)
class DeparturesTest {
  private static final int A_FEW_LOOKS_MS = 500;

  private ServerSocketChannel listener;
  private SocketChannel client;
  private SocketChannel connection;
  private Departures departures;

  @BeforeEach
  void connect() throws IOException {
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    client = SocketChannel.open(listener.getLocalAddress());
    connection = listener.accept();
    connection.configureBlocking(false);
    departures = new Departures(request -> Optional.of(connection));
  }

  @AfterEach
  void close() throws IOException {
    departures.stop();
    client.close();
    connection.close();
    listener.close();
  }

  /** Serves a request until it is told to end; gives whether the client left before. */
  private CompletableFuture<Boolean> serve(Recorded.Exchange exchange, CountDownLatch end) {
    var left = new CompletableFuture<Boolean>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (var watched = departures.watch(exchange.request())) {
                assertThat(watched).isNotNull();
                end.await();
                left.complete(false);
              } catch (InterruptedException e) {
                left.complete(true);
              }
            });
    return left;
  }

  private static Recorded.Exchange call() {
    return new Recorded.Exchange("GET", "/service/s", Map.of());
  }

  private static boolean isDecided(CompletableFuture<Boolean> left) throws Exception {
    try {
      left.get(A_FEW_LOOKS_MS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Test
  void whoeverServesACallIsInterruptedWhenItsClientLeaves() throws Exception {
    var left = serve(call(), new CountDownLatch(1));
    assertThat(isDecided(left)).as("it is served while the client is there").isFalse();
    client.close();
    assertThat(left.get()).isTrue();
  }

  @Test
  void aClientThatHasLeftAlreadyIsNoticedToo() throws Exception {
    client.close();
    assertThat(serve(call(), new CountDownLatch(1)).get()).isTrue();
  }

  @Test
  void aConnectionThatTheContainerHasClosedIsNoticedToo() throws Exception {
    connection.close();
    assertThat(serve(call(), new CountDownLatch(1)).get()).isTrue();
  }

  @Test
  void oneThatHasSentItsNextRequestHasNotLeft() throws Exception {
    client.write(ByteBuffer.wrap(new byte[] {'G'}));
    var left = serve(call(), new CountDownLatch(1));
    assertThat(isDecided(left)).isFalse();
    assertThat(connection.read(ByteBuffer.allocate(10))).as("nobody has read it").isEqualTo(1);
    client.close();
    assertThat(left.get()).isTrue();
  }

  @Test
  void connectionsServeOneCallAfterAnother() throws Exception {
    for (int i = 0; i < 3; i++) {
      var end = new CountDownLatch(1);
      var left = serve(call(), end);
      assertThat(isDecided(left)).isFalse();
      end.countDown();
      assertThat(left.get()).isFalse();
    }
    var last = serve(call(), new CountDownLatch(1));
    client.close();
    assertThat(last.get()).isTrue();
  }

  @Test
  void nobodyIsInterruptedForACallThatIsOver() throws Exception {
    var over = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    var interrupted = new CompletableFuture<Boolean>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                try (var watched = departures.watch(call().request())) {
                  assertThat(watched).isNotNull();
                  var unused = end.await(A_FEW_LOOKS_MS, TimeUnit.MILLISECONDS);
                }
                over.countDown();
                end.await();
                interrupted.complete(false);
              } catch (InterruptedException e) {
                interrupted.complete(true);
              }
            });
    over.await();
    client.close();
    assertThat(serve(call(), new CountDownLatch(1)).get()).as("another call is told").isTrue();
    end.countDown();
    assertThat(interrupted.get()).isFalse();
  }

  @Test
  void nothingIsSaidOfAConnectionThatTheRequestIsStillReadFrom() throws Exception {
    var rest = new CountDownLatch(1);
    var body =
        new InputStream() {
          @Override
          public int read() {
            return rest.getCount() > 0 ? 'x' : -1;
          }
        };
    var exchange = call().with(body);
    client.close();
    var left = serve(exchange, new CountDownLatch(1));
    assertThat(isDecided(left)).isFalse();
    rest.countDown();
    assertThat(exchange.request().getInputStream().read()).isNegative();
    assertThat(left.get()).isTrue();
  }
}
