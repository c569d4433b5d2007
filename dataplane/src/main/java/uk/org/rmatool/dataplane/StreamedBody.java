package uk.org.rmatool.dataplane;

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

/**
 * A request body that goes on as it comes: an upstream hears of a call whose body takes long. When
 * the client breaks off, so does the request: the upstream must not take a part for the whole.
 */
final class StreamedBody extends AbstractHttpEntity {
  private final InputStream content;
  private final long length;
  private final Throttle throttle;
  private final Supplier<List<? extends Header>> trailers;

  /**
   * A body.
   *
   * @param length its length in bytes, -1 if it is not known yet
   * @param throttle holds it back
   * @param trailers what follows it, asked once it has been read
   */
  StreamedBody(
      InputStream content,
      long length,
      Throttle throttle,
      Supplier<List<? extends Header>> trailers) {
    super((ContentType) null, null);
    this.content = content;
    this.length = length;
    this.throttle = throttle;
    this.trailers = trailers;
  }

  @Override
  public Supplier<List<? extends Header>> getTrailers() {
    return trailers;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (available() == 0) {
      out.flush(); // the headers need not wait
    }
    var left = length < 0 ? Long.MAX_VALUE : length;
    var piece = new Piece(throttle, left);
    while (left > 0) {
      var n = read(piece, left);
      if (n < 0) {
        return;
      }
      piece.writeTo(out);
      left -= n;
      if (left > 0 && available() == 0) {
        out.flush();
      }
    }
  }

  private int available() throws BrokenOffException {
    try {
      return content.available();
    } catch (IOException e) {
      throw new BrokenOffException(e);
    }
  }

  /** Like {@link InputStream#read}, but the end of the stream is the end of a whole body. */
  private int read(Piece piece, long most) throws BrokenOffException {
    try {
      var n = piece.read(content, most);
      if (n < 0 && length >= 0) {
        throw new EOFException("the body is shorter than its Content-Length");
      }
      return n;
    } catch (IOException e) {
      throw new BrokenOffException(e);
    }
  }

  @Override
  public InputStream getContent() {
    return content;
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
  public void close() throws IOException {
    content.close();
  }
}
