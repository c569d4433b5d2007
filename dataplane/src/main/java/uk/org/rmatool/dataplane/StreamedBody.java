package uk.org.rmatool.dataplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** A request body that goes on as it comes: an upstream hears of a call whose body takes long. */
final class StreamedBody extends AbstractHttpEntity {
  private static final int CHUNK_BYTES = 16 * 1024;

  private final InputStream content;
  private final long length;

  /**
   * A body.
   *
   * @param length its length in bytes, -1 if it is not known yet
   */
  StreamedBody(InputStream content, long length) {
    super((ContentType) null, null);
    this.content = content;
    this.length = length;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (content.available() == 0) {
      out.flush(); // the headers need not wait
    }
    var buffer = new byte[CHUNK_BYTES];
    var left = length < 0 ? Long.MAX_VALUE : length;
    while (left > 0) {
      var n = content.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        return;
      }
      out.write(buffer, 0, n);
      left -= n;
      if (left > 0 && content.available() == 0) {
        out.flush();
      }
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
