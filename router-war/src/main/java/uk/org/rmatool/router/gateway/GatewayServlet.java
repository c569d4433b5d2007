package uk.org.rmatool.router.gateway;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.RelayServlet;
import uk.org.rmatool.platform.liveness.HeapBudget;
import uk.org.rmatool.router.gateway.Usage.Outcome;

/** The entrance of OpenAI's clients. It admits what service traffic admits, and no more. */
@WebServlet(urlPatterns = "/v1/*", asyncSupported = true)
public class GatewayServlet extends RelayServlet {
  private static final long serialVersionUID = 1L;

  private static final String MODELS = "/v1/models";

  /** Bodies that are read at the same time; slow ones must not be without number. */
  private static final int MAX_READING = 1_000;

  private static final Duration BUSY = Duration.ofSeconds(2);

  @Inject private transient GatewayConfig config;
  @Inject private transient ModelDirectory models;
  @Inject private transient UsageLog usage;
  @Inject private transient Clock clock;

  private final transient HeapBudget room = HeapBudget.share(0.15);
  private final AtomicInteger reading = new AtomicInteger();

  public GatewayServlet() {
    super("router");
  }

  @Override
  protected void relay(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var path = request.getRequestURI();
    var endpoint = Endpoint.at(path);
    if (endpoint.isPresent()) {
      require("POST", request, response);
      serve(endpoint.get(), request, response);
    } else if (path.equals(MODELS)) {
      require("GET", request, response);
      answer(response, models.list());
    } else if (path.startsWith(MODELS + "/")) {
      require("GET", request, response);
      answer(response, models.find(name(path.substring(MODELS.length() + 1))));
    } else {
      throw new PlatformException(
          Problem.of(
                  ProblemType.NOT_FOUND,
                  "There is no %s here. There are /v1/models, /v1/chat/completions, /v1/completions and /v1/embeddings."
                      .formatted(path))
              .with("code", "unknown_url"));
    }
  }

  private static String name(String encoded) {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return encoded;
    }
  }

  private static void require(
      String method, HttpServletRequest request, HttpServletResponse response) {
    if (!request.getMethod().equals(method)) {
      response.setHeader("Allow", method);
      throw new PlatformException(
          ProblemType.METHOD_NOT_ALLOWED,
          "%s takes %s alone.".formatted(request.getRequestURI(), method));
    }
  }

  private void serve(Endpoint endpoint, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getContentLengthLong() > config.maxBodyBytes()) {
      throw BodyReader.tooLarge(config.maxBodyBytes());
    }
    try (var reservation = new Reservation(room)) {
      var body = body(request, reservation);
      reservation.take(JsonSize.bytes(GenerationRequest.requireFew(JsonSize.values(body))));
      var asked = GenerationRequest.parse(endpoint, body);
      reservation.shrinkTo(asked.body().length);
      serve(asked, request, response);
    }
  }

  private byte[] body(HttpServletRequest request, Reservation reservation) throws IOException {
    if (reading.incrementAndGet() > MAX_READING) {
      reading.decrementAndGet();
      throw PlatformException.retryLater(
          ProblemType.SATURATED,
          "The router reads %d requests already, as many as it may.".formatted(MAX_READING),
          BUSY);
    }
    try {
      return BodyReader.read(request.getInputStream(), config.maxBodyBytes(), reservation);
    } finally {
      reading.decrementAndGet();
    }
  }

  private void serve(
      GenerationRequest asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var services = models.services(asked.model(), asked.endpoint());
    var meter = new Meter(asked, services.get(0), clock.instant());
    try {
      var outcome =
          asked.isStreamed()
              ? new ContinuedStream(this::relay, services.get(0), asked, meter, config, room)
                  .give(request, response)
              : new WholeAnswer(this::relay, services, asked, meter, room).give(request, response);
      usage.add(meter.ended(outcome, response.getStatus()));
    } catch (PlatformException e) {
      usage.add(meter.ended(Outcome.FAILED, e.problem().status()));
      throw e;
    } catch (IOException e) {
      usage.add(meter.ended(Outcome.CLIENT_LEFT, response.getStatus()));
      throw e;
    }
  }

  private static void answer(HttpServletResponse response, JsonObject json) throws IOException {
    response.setContentType("application/json");
    response.getOutputStream().write(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  protected void answer(HttpServletResponse response, Problem problem) throws IOException {
    response.setHeader(ERROR, problem.type().uri());
    OpenAiError.of(problem).answer(response);
  }
}
