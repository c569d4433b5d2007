package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import uk.org.rmatool.jkademlia.codec.CodecException;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.codec.Responses;
import uk.org.rmatool.jkademlia.message.Message;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Response;

/**
 * Requests under way. A response counts if it has the id of a request and comes from where that was
 * sent; each request ends once, with a response or without.
 */
final class Calls {
  private static final int MAX_PENDING = 20_000;

  private final Effects effects;
  private final Timers timers;
  private final RandomGenerator random;
  private final Askers askers;
  private final Counters counters;
  private final RoundTrips roundTrips = new RoundTrips();
  private final Map<MessageId, Pending> pending = new HashMap<>();
  private Reach reach = new Reach.Open();
  private Instant heard = Instant.MIN;

  private record Pending(InetSocketAddress to, Request request, Instant sent, Reply reply) {}

  Calls(Effects effects, Timers timers, RandomGenerator random, Askers askers, Counters counters) {
    this.effects = effects;
    this.timers = timers;
    this.random = random;
    this.askers = askers;
    this.counters = counters;
  }

  void change(Reach to) {
    reach = to;
  }

  Reach reach() {
    return reach;
  }

  /** When somebody last answered. */
  Instant heard() {
    return heard;
  }

  /** Asks; the reply comes later in any case. */
  void ask(InetSocketAddress to, Request request, Reply reply, Instant now) {
    if (pending.size() >= MAX_PENDING || !reach.mayAsk(to)) {
      timers.in(Duration.ZERO, now, reply::failed);
      return;
    }
    var id = MessageId.random(random);
    pending.put(id, new Pending(to, request, now, reply));
    counters.requests++;
    effects.send(to, Datagrams.write(id, request));
    var timeout = roundTrips.timeout(to);
    timers.in(timeout.dividedBy(2), now, later -> slow(id, later));
    timers.in(timeout, now, later -> fail(id, later));
  }

  /** Takes a response. */
  void answer(InetSocketAddress from, Message.Answer answer, Instant now) {
    var call = pending.get(answer.id());
    if (call == null || !call.to.equals(from)) {
      counters.malformed++;
      return;
    }
    pending.remove(answer.id());
    Response response;
    try {
      response = Responses.read(call.request, answer.result());
    } catch (CodecException e) {
      counters.malformed++;
      call.reply.failed(now);
      return;
    }
    var took = Duration.between(call.sent, now);
    roundTrips.sample(from, took);
    askers.prove(from, now);
    heard = now;
    call.reply.answered(response, took, now);
  }

  private void slow(MessageId id, Instant now) {
    var call = pending.get(id);
    if (call != null) {
      call.reply.slow(now);
    }
  }

  private void fail(MessageId id, Instant now) {
    var call = pending.remove(id);
    if (call != null) {
      counters.timeouts++;
      roundTrips.failed(call.to);
      call.reply.failed(now);
    }
  }
}
