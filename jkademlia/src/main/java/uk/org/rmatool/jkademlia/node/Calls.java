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

  /** A request that is not answered yet, and what happens if it is not answered soon. */
  private static final class Pending {
    private final InetSocketAddress to;
    private final Request request;
    private final Instant sent;
    private final Reply reply;
    private Timers.Timer next;

    private Pending(
        InetSocketAddress to, Request request, Instant sent, Reply reply, Timers.Timer next) {
      this.to = to;
      this.request = request;
      this.sent = sent;
      this.reply = reply;
      this.next = next;
    }
  }

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
    counters.requests++;
    effects.send(to, Datagrams.write(id, request));
    var half = roundTrips.timeout(to).dividedBy(2);
    var all = request instanceof Request.Ping ? roundTrips.patience(to) : half.multipliedBy(2);
    var next = timers.in(half, now, later -> slow(id, all.minus(half), later));
    pending.put(id, new Pending(to, request, now, reply, next));
  }

  /** Takes a response. */
  void answer(InetSocketAddress from, Message.Answer answer, Instant now) {
    var call = pending.get(answer.id());
    if (call == null || !call.to.equals(from)) {
      counters.unasked++;
      return;
    }
    pending.remove(answer.id());
    call.next.cancel();
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

  private void slow(MessageId id, Duration rest, Instant now) {
    var call = pending.get(id);
    if (call != null) {
      call.next = timers.in(rest, now, later -> fail(id, later));
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
