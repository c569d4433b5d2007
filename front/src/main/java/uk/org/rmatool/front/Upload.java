package uk.org.rmatool.front;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.hc.core5.function.Supplier;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import uk.org.rmatool.dataplane.transport.BrokenOffException;

/** A stream's body on its way to the container: never more nor less than its length says. */
final class Upload extends AbstractHttpEntity {
  private static final int PIECE = 16 * 1024;

  private final ClientBody body;
  private final long length;

  /**
   * A body.
   *
   * @param length its length in bytes, -1 if it was not said
   */
  Upload(ClientBody body, long length) {
    super((ContentType) null, null);
    this.body = body;
    this.length = length;
  }

  @Override
  public Supplier<List<? extends Header>> getTrailers() {
    return () -> Heads.trailers(body.trailers());
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    var piece = new byte[PIECE];
    long sent = 0;
    while (true) {
      if (body.available() == 0) {
        out.flush(); // what was sent need not wait for more
      }
      var count = read(piece);
      if (count < 0) {
        break;
      }
      sent += count;
      if (length >= 0 && sent > length) {
        throw new BrokenOffException(new IOException("the body is longer than it says"));
      }
      out.write(piece, 0, count);
    }
    if (length >= 0 && sent < length) {
      throw new BrokenOffException(new EOFException("the body is shorter than it says"));
    }
  }

  private int read(byte[] piece) throws BrokenOffException {
    try {
      return body.read(piece);
    } catch (IOException e) {
      throw new BrokenOffException(e);
    }
  }

  @Override
  public InputStream getContent() {
    return body;
  }

  @Override
  public long getContentLength() {
    return length;
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public void close() {}
}
