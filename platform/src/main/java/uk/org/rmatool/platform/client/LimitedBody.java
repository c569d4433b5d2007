package uk.org.rmatool.platform.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Collects an answer's body and breaks it off when it becomes too large. */
final class LimitedBody implements BodySubscriber<byte[]> {
  private final int maxBytes;
  private final BodySubscriber<byte[]> collected = BodySubscribers.ofByteArray();
  private @Nullable Subscription subscription;
  private long bytes;

  private LimitedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  static BodyHandler<byte[]> of(int maxBytes) {
    return head -> new LimitedBody(maxBytes);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return collected.getBody();
  }

  @Override
  public void onSubscribe(Subscription answer) {
    subscription = answer;
    collected.onSubscribe(answer);
  }

  @Override
  public void onNext(List<ByteBuffer> part) {
    bytes += part.stream().mapToLong(Buffer::remaining).sum();
    if (bytes <= maxBytes) {
      collected.onNext(part);
      return;
    }
    if (subscription != null) {
      subscription.cancel();
    }
    collected.onError(new IOException("its answer is larger than " + maxBytes + " bytes"));
  }

  @Override
  public void onError(Throwable reason) {
    collected.onError(reason);
  }

  @Override
  public void onComplete() {
    collected.onComplete();
  }
}
