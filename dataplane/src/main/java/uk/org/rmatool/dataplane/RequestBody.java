package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, which can be sent more than once as long as little of it has been read: what
 * has been read so far is kept up to a limit. One who still waits for a piece of it, for a call
 * that is over, loses nothing for the next.
 */
public final class RequestBody {
  /** So many bytes are kept for sending them again. */
  static final int KEPT_BYTES = 64 * 1024;

  private final InputStream source;
  private final long length;
  private final @Nullable Whole whole;
  private ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
  private final AtomicLong read = new AtomicLong();
  private Sending current = new Sending();

  /** One that is in memory, as whoever passes it on has it. */
  public interface Whole {
    /** A stream from its beginning. */
    InputStream fromBeginning();
  }

  private RequestBody(InputStream source, long length, @Nullable Whole whole) {
    this.source = source;
    this.length = length;
    this.whole = whole;
  }

  private RequestBody(InputStream source, long length) {
    this(source, length, null);
  }

  static RequestBody of(HttpServletRequest request) throws IOException {
    if (request instanceof Whole whole) {
      return new RequestBody(InputStream.nullInputStream(), request.getContentLengthLong(), whole);
    }
    return hasBody(request)
        ? new RequestBody(request.getInputStream(), request.getContentLengthLong())
        : new RequestBody(InputStream.nullInputStream(), 0);
  }

  private static boolean hasBody(HttpServletRequest in) {
    if (in.getContentLengthLong() < 0 && !in.getProtocol().startsWith("HTTP/1.")) {
      return true; // HTTP/2 does not say beforehand that there is none
    }
    return in.getContentLengthLong() > 0 || in.getHeader("Transfer-Encoding") != null;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Bytes, -1 if that is not known yet. */
  long length() {
    return length;
  }

  /** Whether nobody has had any of it. */
  boolean isUntouched() {
    return read.get() == 0;
  }

  /** Whether it can be sent from its beginning. */
  boolean isRepeatable() {
    return whole != null || read.get() <= KEPT_BYTES;
  }

  /** From its beginning; who had it before gets no more of it. */
  synchronized InputStream send() {
    if (whole != null) {
      return whole.fromBeginning();
    }
    current = new Sending();
    return current;
  }

  private synchronized boolean isCurrent(Sending sending) {
    return current.equals(sending);
  }

  /** Reads on from the client, for whoever wants it; gives -1 at the end. */
  private int more(byte[] target, int offset, int max) throws IOException {
    var count = source.read(target, offset, max);
    if (count > 0) {
      if (read.addAndGet(count) <= KEPT_BYTES) {
        kept.write(target, offset, count);
      } else if (kept.size() > 0) {
        kept = new ByteArrayOutputStream(0);
      }
    }
    return count;
  }

  private final class Sending extends InputStream {
    private int sent;

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int max) throws IOException {
      synchronized (source) {
        if (!isCurrent(this)) {
          throw new IOException("this try of the call is over");
        }
        if (sent < read.get() && isRepeatable()) {
          var again = kept.toByteArray();
          var count = Math.min(max, again.length - sent);
          System.arraycopy(again, sent, target, offset, count);
          sent += count;
          return count;
        }
        var count = more(target, offset, max);
        sent += Math.max(count, 0);
        return count;
      }
    }

    @Override
    public int available() throws IOException {
      synchronized (source) {
        return sent < read.get() && isRepeatable() ? (int) (read.get() - sent) : source.available();
      }
    }
  }
}
