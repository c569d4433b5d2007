package uk.org.rmatool.documents.parser;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import uk.org.rmatool.documents.protocol.Frames;
import uk.org.rmatool.documents.protocol.ParserMessage.TextChunk;

/** Sends what is written to it as chunks of text, so that a parser never holds a whole document. */
final class TextSender extends Writer {
  private final OutputStream to;
  private int written;
  private final StringBuilder pending = new StringBuilder(TextChunk.MAX_LENGTH);

  TextSender(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(char[] chars, int offset, int length) throws IOException {
    written += length;
    int done = 0;
    while (done < length) {
      int now = Math.min(length - done, TextChunk.MAX_LENGTH - pending.length());
      pending.append(chars, offset + done, now);
      done += now;
      if (pending.length() == TextChunk.MAX_LENGTH) {
        send();
      }
    }
  }

  /** How many characters have been written, sent or not. */
  int written() {
    return written;
  }

  /** Sends what is left; half a surrogate pair at the very end, where a limit cut, is dropped. */
  void finish() throws IOException {
    send();
    pending.setLength(0);
  }

  private void send() throws IOException {
    int end = pending.length();
    if (end > 0 && Character.isHighSurrogate(pending.charAt(end - 1))) {
      end--;
    }
    if (end > 0) {
      Frames.write(to, new TextChunk(pending.substring(0, end)));
      pending.delete(0, end);
    }
  }

  /** Text waits for a whole chunk or {@link #finish()}: Tika flushes after every element. */
  @Override
  public void flush() {}

  @Override
  public void close() {}
}
