package uk.org.rmatool.service.http;

import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/** A request's body that ends in a refusal when it is too long or too long on its way. */
public final class BoundedBody implements Content.Source {
  private final Content.Source body;
  private final long maxBytes;
  private final Duration limit;
  private final PlatformException tooLarge;
  private final long startedNanos = System.nanoTime();
  private long bytes;
  private Content.@Nullable Chunk refusal;

  /**
   * Bounds a body.
   *
   * @param limit how long it may be on its way
   * @param tooLarge the refusal when it is longer than <code>maxBytes</code>
   */
  public BoundedBody(
      Content.Source body, long maxBytes, Duration limit, PlatformException tooLarge) {
    this.body = body;
    this.maxBytes = maxBytes;
    this.limit = limit;
    this.tooLarge = tooLarge;
  }

  @Override
  public Content.@Nullable Chunk read() {
    if (refusal != null) {
      return refusal;
    }
    var chunk = body.read();
    if (chunk == null || Content.Chunk.isFailure(chunk)) {
      return chunk;
    }
    bytes += chunk.remaining();
    if (bytes > maxBytes) {
      return refuse(chunk, tooLarge);
    }
    if (!chunk.isLast() && System.nanoTime() - startedNanos > limit.toNanos()) {
      return refuse(
          chunk,
          new PlatformException(
              ProblemType.MALFORMED_REQUEST,
              "The body had not arrived after %d seconds.".formatted(limit.toSeconds())));
    }
    return chunk;
  }

  private Content.Chunk refuse(Content.Chunk chunk, PlatformException why) {
    chunk.release();
    var failure = Content.Chunk.from(why);
    refusal = failure;
    return failure;
  }

  @Override
  public long getLength() {
    return body.getLength();
  }

  @Override
  public void demand(Runnable whenAvailable) {
    if (refusal != null) {
      whenAvailable.run();
    } else {
      body.demand(whenAvailable);
    }
  }

  /** The connection is left as it is: whoever answers decides what becomes of the rest. */
  @Override
  public void fail(Throwable failure) {
    if (refusal == null) {
      refusal = Content.Chunk.from(failure);
    }
  }
}
