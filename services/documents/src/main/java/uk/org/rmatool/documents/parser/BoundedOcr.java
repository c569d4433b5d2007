package uk.org.rmatool.documents.parser;

import java.io.IOException;
import java.io.InputStream;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.ocr.TesseractOCRParser;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Tesseract within a document's {@link Budget}: images beyond the number allowed are left out; when
 * time runs short the document ends there, so that its sender gets what was read so far.
 */
public final class BoundedOcr extends TesseractOCRParser {
  private static final long serialVersionUID = 1L;

  /** Made by Tika, as its configuration says. */
  public BoundedOcr() {}

  /** What OCR may take of one document. */
  static final class Budget {
    private final long deadlineNanos;
    private int left;
    private boolean exceeded;

    Budget(int images, long deadlineNanos) {
      left = images;
      this.deadlineNanos = deadlineNanos;
    }

    /** Whether an image was left out. */
    boolean exceeded() {
      return exceeded;
    }

    private boolean take() throws WriteLimitReachedException {
      if (System.nanoTime() - deadlineNanos > 0) {
        exceeded = true;
        throw new WriteLimitReachedException(0);
      }
      exceeded |= left <= 0;
      return left-- > 0;
    }
  }

  @Override
  public void parse(
      InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
      throws IOException, SAXException, TikaException {
    if (context.get(Budget.class).take()) {
      super.parse(stream, handler, metadata, context);
    }
  }
}
