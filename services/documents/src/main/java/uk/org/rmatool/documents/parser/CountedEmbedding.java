package uk.org.rmatool.documents.parser;

import java.io.IOException;
import java.io.InputStream;
import org.apache.tika.extractor.ParsingEmbeddedDocumentExtractor;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.ParseContext;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Reads the documents inside a document up to a limit, and notes whether any went through OCR. */
final class CountedEmbedding extends ParsingEmbeddedDocumentExtractor {
  /** How many embedded documents are read at most; further ones are left out. */
  static final int MAX_EMBEDDED = 1_000;

  private int count;
  private boolean ocr;

  CountedEmbedding(ParseContext context) {
    super(context);
  }

  @Override
  public boolean shouldParseEmbedded(Metadata metadata) {
    return count < MAX_EMBEDDED && super.shouldParseEmbedded(metadata);
  }

  @Override
  public void parseEmbedded(
      InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml)
      throws SAXException, IOException {
    count++;
    super.parseEmbedded(stream, handler, metadata, outputHtml);
    ocr |= DocumentFacts.wentThroughOcr(metadata);
  }

  boolean ocr() {
    return ocr;
  }

  boolean full() {
    return count >= MAX_EMBEDDED;
  }
}
