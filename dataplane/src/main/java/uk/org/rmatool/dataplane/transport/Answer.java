package uk.org.rmatool.dataplane.transport;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose head has come. Closing it keeps the connection for the next call if all of it was
 * read and all of the request was sent, and ends it otherwise.
 */
public final class Answer implements Closeable {
  private final ClassicHttpResponse head;
  private final Exchange exchange;
  private final InputStream body;
  private final @Nullable ChunkedInputStream chunks;
  private boolean read;
  private boolean handedOver;

  Answer(ClassicHttpResponse head, Exchange exchange) throws IOException {
    this.head = head;
    this.exchange = exchange;
    var entity = head.getEntity();
    var content = entity == null ? InputStream.nullInputStream() : entity.getContent();
    this.body = new Body(content);
    this.chunks = content instanceof ChunkedInputStream chunked ? chunked : null;
    this.read = entity == null;
  }

  private final class Body extends FilterInputStream {
    Body(InputStream content) {
      super(content);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        var count = super.read(target, offset, length);
        read = count < 0;
        return count;
      } catch (IOException e) {
        throw exchange.reason(e);
      }
    }

    @Override
    public void close() {} // the exchange decides what becomes of the connection
  }

  public int status() {
    return head.getCode();
  }

  /** Its headers as they came. */
  public HttpMessage headers() {
    return head;
  }

  /**
   * Its body as it comes; ends at once where there is none. Reading it throws {@link
   * BrokenOffException} when the request's body could not be read to its end meanwhile.
   */
  public InputStream body() {
    return body;
  }

  public boolean hasBody() {
    return head.getEntity() != null;
  }

  /** What followed a chunked body that has been read to its end. */
  public List<? extends Header> trailers() {
    return chunks == null || chunks.getFooters() == null ? List.of() : List.of(chunks.getFooters());
  }

  /** The connection, after an answer that switched protocols. */
  public Socket socket() {
    return exchange.socket();
  }

  /** Somebody else has it from now on, and ends it by {@link #cancel}; closing it does nothing. */
  public Answer handOver() {
    handedOver = true;
    return this;
  }

  /** From now on the node may be silent for ever, as long as it can be reached. */
  public void allowSilence() {
    exchange.allowSilence();
  }

  /** Ends the connection, whatever is under way. */
  public void cancel() {
    exchange.cancel();
  }

  @Override
  public void close() {
    if (!handedOver) {
      exchange.end(head, read);
    }
  }
}
