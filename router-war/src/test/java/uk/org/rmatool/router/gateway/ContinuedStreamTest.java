package uk.org.rmatool.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.router.gateway.Texts.quoted;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.platform.liveness.HeapBudget;
import uk.org.rmatool.platform.servlet.Recorded;
import uk.org.rmatool.router.gateway.Usage.Outcome;

@Timeout(20)
class ContinuedStreamTest {
  private static final PlatformException BROKEN =
      new PlatformException(ProblemType.UPSTREAM_FAILED, "worker-1 broke off.");
  private static final PlatformException NOBODY =
      PlatformException.retryLater(
          ProblemType.NO_PROVIDER, "Nobody is there.", Duration.ofSeconds(5));

  private final Deque<Service> services = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final Recorded.Exchange client =
      new Recorded.Exchange("POST", "/v1/chat/completions", Map.of());
  private Duration keepAlive = Duration.ofMinutes(1);
  private Duration continueWithin = Duration.ofSeconds(10);
  private final HeapBudget room = new HeapBudget(1 << 20);
  private Meter meter;

  private interface Service {
    void serve(HttpServletResponse out) throws IOException;
  }

  private ContinuedStreamTest add(Service service) {
    services.add(service);
    return this;
  }

  private void pass(ServiceCall call, HttpServletRequest in, HttpServletResponse out)
      throws IOException {
    asked.add(new String(in.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertThat(in.getHeader("X-RMA-Model")).isEqualTo("m");
    services.remove().serve(out);
  }

  private Outcome ask(String more) throws IOException {
    var body =
        quoted(
            "{'model':'m','stream':true,'messages':[{'role':'user','content':'Hi'}]%s}"
                .formatted(more));
    var request = GenerationRequest.parse(Endpoint.CHAT, body.getBytes(StandardCharsets.UTF_8));
    meter = new Meter(request, "llm-inference", Instant.EPOCH);
    return new ContinuedStream(
            this::pass,
            "llm-inference",
            request,
            meter,
            new GatewayConfig(1 << 20, keepAlive, continueWithin, Duration.ofDays(1)),
            room)
        .give(client.request(), client.response());
  }

  /** A stream that says these words as this id, one after the other. */
  private static Service says(String id, String... words) {
    return out -> {
      out.setStatus(200);
      out.addHeader("Content-Type", "text/event-stream");
      out.addHeader("X-RMA-Route", "router: edge-1 (only one)");
      out.addHeader("X-RMA-Route", "coordinator: worker-%s (only one)".formatted(id));
      out.flushBuffer();
      write(out, chunk(id, "'role':'assistant','content':''", "null"));
      for (var word : words) {
        write(out, chunk(id, "'content':'%s'".formatted(word), "null"));
      }
    };
  }

  private static Service ends(Service service, String id) {
    return out -> {
      service.serve(out);
      write(out, chunk(id, "", "'stop'"));
      write(out, "[DONE]");
    };
  }

  private static Service breaks(Service service) {
    return out -> {
      service.serve(out);
      throw BROKEN;
    };
  }

  private static String chunk(String id, String delta, String finish) {
    return quoted(
        "{'id':'%s','choices':[{'index':0,'delta':{%s},'finish_reason':%s}]}"
            .formatted(id, delta, finish));
  }

  private static void write(HttpServletResponse out, String data) throws IOException {
    out.getOutputStream().write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flushBuffer();
  }

  private List<String> events() {
    return client.text().lines().filter(line -> line.startsWith("data: ")).toList();
  }

  private String expected() {
    return List.of(
            chunk("1", "'role':'assistant','content':''", "null"),
            chunk("1", "'content':'one '", "null"),
            chunk("1", "'content':'two '", "null"),
            chunk("1", "'content':'three'", "null"),
            chunk("1", "", "'stop'"),
            "[DONE]")
        .stream()
        .map(data -> "data: " + data + "\n\n")
        .reduce("", String::concat);
  }

  @Test
  void aStreamThatIsNotInterruptedStaysAsItIs() throws IOException {
    add(ends(says("1", "one ", "two ", "three"), "1"));
    assertThat(ask("")).isEqualTo(Outcome.COMPLETED);
    assertThat(client.text()).isEqualTo(expected());
    assertThat(client.header("Content-Type")).startsWith("text/event-stream");
    assertThat(client.headers("X-RMA-Route")).hasSize(2);
  }

  @Test
  void aStreamThatBreaksOffGoesOnAsIfNothingHadHappened() throws IOException {
    add(breaks(says("1", "one "))).add(says("2", "two ")).add(ends(says("3", "three"), "3"));
    assertThat(ask(",'max_tokens':5")).isEqualTo(Outcome.COMPLETED);
    assertThat(client.text()).isEqualTo(expected());
    assertThat(asked.get(1)).contains(quoted("{'role':'assistant','content':'one '}"));
    assertThat(asked.get(2))
        .contains(quoted("{'role':'assistant','content':'one two '}"))
        .contains(quoted("'max_tokens':3"))
        .contains(quoted("'continue_final_message':true"));
    var usage = meter.ended(Outcome.COMPLETED, 200);
    assertThat(usage.workers()).containsExactly("worker-1", "worker-2", "worker-3");
    assertThat(usage.coordinators()).containsExactly("edge-1");
    assertThat(usage.completionTokens()).hasValue(3);
  }

  @Test
  void whoHasSaidNothingIsReplacedWhateverWasAsked() throws IOException {
    add(breaks(
            out -> {
              out.setStatus(200);
              out.addHeader("Content-Type", "text/event-stream");
              out.flushBuffer();
            }))
        .add(ends(says("1", "one ", "two ", "three"), "1"));
    assertThat(ask(",'n':2")).isEqualTo(Outcome.COMPLETED);
    assertThat(client.text()).isEqualTo(expected());
  }

  @Test
  void aTextForWhichThereIsNoRoomIsNotContinued() throws IOException {
    room.use(1 << 20);
    add(breaks(says("1", "one ")));
    assertThat(ask("")).isEqualTo(Outcome.FAILED);
    assertThat(events().get(1)).contains("one ");
    assertThat(events().getLast()).contains("too long");
  }

  @Test
  void whenOneOfSeveralTextsIsAtItsEndTheOthersAreNot() throws IOException {
    add(
        breaks(
            out -> {
              says("1", "one ").serve(out);
              write(
                  out,
                  chunk("1", "'content':'uno '", "null").replace("\"index\":0", "\"index\":1"));
              write(out, chunk("1", "", "'stop'"));
            }));
    assertThat(ask(",'n':2")).isEqualTo(Outcome.FAILED);
    assertThat(client.text()).doesNotContain("[DONE]");
  }

  @Test
  void whatCannotBeContinuedEndsWithAnErrorEvent() throws IOException {
    add(breaks(says("1", "one ")));
    assertThat(ask(",'n':2")).isEqualTo(Outcome.FAILED);
    assertThat(asked).hasSize(1);
    assertThat(events().getLast())
        .startsWith(quoted("data: {'error':{'message':'The stream broke off"))
        .contains("n is 2")
        .contains("stream_interrupted");
    assertThat(client.text()).doesNotContain("[DONE]");
  }

  @Test
  void itWaitsForSomebodyToGoOn() throws IOException {
    add(breaks(says("1", "one ", "two ")))
        .add(
            out -> {
              throw NOBODY;
            })
        .add(ends(says("2", "three"), "2"));
    assertThat(ask("")).isEqualTo(Outcome.COMPLETED);
    assertThat(client.text()).isEqualTo(expected());
  }

  @Test
  void itDoesNotWaitForEver() throws IOException {
    continueWithin = Duration.ofMillis(1);
    add(breaks(says("1", "one ")));
    for (int i = 0; i < 100; i++) {
      add(
          out -> {
            throw NOBODY;
          });
    }
    assertThat(ask("")).isEqualTo(Outcome.FAILED);
    assertThat(events().getLast()).contains("nobody could go on");
  }

  @Test
  void aServerThatRefusesTheTextSoFarEndsIt() throws IOException {
    add(breaks(says("1", "one ")))
        .add(
            out -> {
              out.setStatus(400);
              out.getOutputStream()
                  .write(quoted("{'error':{'message':'what?'}}").getBytes("UTF-8"));
            });
    assertThat(ask("")).isEqualTo(Outcome.FAILED);
    assertThat(events().getLast()).contains("nobody accepts");
  }

  @Test
  void somethingEndsAfterAFewParts() throws IOException {
    for (int i = 0; i < 10; i++) {
      add(breaks(says("1", "one ")));
    }
    assertThat(ask("")).isEqualTo(Outcome.FAILED);
    assertThat(asked).hasSizeLessThan(10);
  }

  @Test
  void whenAllTokensWereSentNobodyIsAsked() throws IOException {
    add(breaks(says("1", "one ", "two ")));
    assertThat(ask(",'max_tokens':2")).isEqualTo(Outcome.COMPLETED);
    assertThat(events().get(3)).contains(quoted("'finish_reason':'length'"));
    assertThat(events().getLast()).isEqualTo("data: [DONE]");
  }

  @Test
  void aRefusalIsAnOrdinaryAnswer() throws IOException {
    add(
        out -> {
          out.setStatus(400);
          out.addHeader("Content-Type", "application/json");
          out.getOutputStream().write(quoted("{'error':{'message':'no'}}").getBytes("UTF-8"));
        });
    assertThat(ask("")).isEqualTo(Outcome.FAILED);
    assertThat(client.status()).isEqualTo(400);
    assertThat(client.text()).isEqualTo(quoted("{'error':{'message':'no'}}"));
  }

  @Test
  void whenNobodyIsThereTheClientGetsTheReason() {
    add(
        out -> {
          throw NOBODY;
        });
    assertThatThrownBy(() -> ask(""))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem()).isEqualTo(NOBODY.problem()));
  }

  @Test
  void silenceIsFilledWithComments() throws IOException {
    keepAlive = Duration.ofMillis(20);
    var heard = new CountDownLatch(3);
    client.to(
        new java.io.ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int count) {
            if (new String(bytes, offset, count, StandardCharsets.UTF_8).startsWith(": keep")) {
              heard.countDown();
            }
          }
        });
    add(
        ends(
            out -> {
              try {
                assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              says("1", "one ").serve(out);
            },
            "1"));
    assertThat(ask("")).isEqualTo(Outcome.COMPLETED);
    assertThat(client.status()).isEqualTo(200);
  }

  @Test
  void aClientThatLeavesInSilenceEndsTheCall() {
    keepAlive = Duration.ofMillis(20);
    client.to(
        new java.io.OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        });
    add(
        out -> {
          try {
            Thread.sleep(Duration.ofSeconds(15));
          } catch (InterruptedException e) {
            throw BROKEN;
          }
        });
    assertThatThrownBy(() -> ask("")).isInstanceOf(IOException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
