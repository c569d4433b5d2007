package uk.org.rmatool.documents.parser;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.tika.config.TikaConfig;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaConfigException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.ocr.TesseractOCRConfig;
import org.apache.tika.parser.ocr.TesseractOCRParser;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.WriteOutContentHandler;
import org.xml.sax.SAXException;
import uk.org.rmatool.documents.protocol.ParseRequest;
import uk.org.rmatool.documents.protocol.ParserMessage;
import uk.org.rmatool.documents.protocol.ParserMessage.Parsed;
import uk.org.rmatool.documents.protocol.ParserMessage.Refused;

/** Reads documents with Tika, one at a time. */
final class TikaReader {
  /** Largest image given to OCR, in bytes. */
  static final long MAX_IMAGE_FOR_OCR = 20L * 1024 * 1024;

  private static final int MAX_REASON = 200;

  private final AutoDetectParser parser;
  private final boolean ocr;

  TikaReader() throws IOException, TikaException, SAXException {
    try (var config = TikaReader.class.getResourceAsStream("tika-config.xml")) {
      parser = new AutoDetectParser(new TikaConfig(config));
    }
    ocr = hasTesseract();
  }

  boolean ocr() {
    return ocr;
  }

  /** Sends the document's text as it is found and returns how it ended. */
  ParserMessage read(ParseRequest request, OutputStream to) throws IOException {
    var metadata = new Metadata();
    var text = new TextSender(to);
    try {
      var answer = read(request, metadata, text);
      text.finish();
      return answer;
    } catch (IOException | SAXException | TikaException | RuntimeException e) {
      return refused(request.document(), metadata, e);
    } catch (StackOverflowError e) {
      return new Refused(
          DocumentFacts.contentType(metadata), "The document is nested too deeply to be read.");
    }
  }

  private ParserMessage read(ParseRequest request, Metadata metadata, TextSender text)
      throws IOException, SAXException, TikaException {
    if (!request.fileName().isEmpty()) {
      metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, request.fileName());
    }
    if (!request.contentType().isEmpty()) {
      metadata.set(Metadata.CONTENT_TYPE, request.contentType());
    }
    var context = context(request);
    var embedded = new CountedEmbedding(context);
    context.set(EmbeddedDocumentExtractor.class, embedded);
    boolean truncated = false;
    try (var stream = TikaInputStream.get(request.document(), metadata)) {
      parser.parse(
          stream,
          new BodyContentHandler(new WriteOutContentHandler(text, request.maxText())),
          metadata,
          context);
    } catch (SAXException | TikaException e) {
      if (!WriteLimitReachedException.isWriteLimitReached(e)) {
        throw e;
      }
      truncated = true;
    }
    if (DocumentFacts.noParser(metadata)) {
      var type = DocumentFacts.contentType(metadata);
      return new Refused(type, "There is no parser for documents of type %s.".formatted(type));
    }
    if (request.fileName().isEmpty()) {
      metadata.remove(TikaCoreProperties.RESOURCE_NAME_KEY); // Tika put the temporary file's
    }
    return new Parsed(
        DocumentFacts.contentType(metadata),
        DocumentFacts.metadata(metadata),
        truncated || embedded.full(),
        embedded.ocr() || DocumentFacts.wentThroughOcr(metadata),
        DocumentFacts.pages(metadata));
  }

  private ParseContext context(ParseRequest request) {
    var ocrConfig = new TesseractOCRConfig();
    ocrConfig.setTimeoutSeconds((int) Math.max(1, request.timeout().toSeconds()));
    ocrConfig.setMaxFileSizeToOcr(MAX_IMAGE_FOR_OCR);
    var context = new ParseContext();
    context.set(Parser.class, parser);
    context.set(TesseractOCRConfig.class, ocrConfig);
    return context;
  }

  private static Refused refused(Path document, Metadata metadata, Exception e) {
    var type = DocumentFacts.contentType(metadata);
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      root = cause;
      switch (cause) {
        case EncryptedDocumentException encrypted -> {
          return new Refused(type, "The document is encrypted and needs a password to be read.");
        }
        default -> {}
      }
    }
    var reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    reason = reason.replace(document.toString(), "the document").strip();
    return new Refused(
        type,
        "The document cannot be read as %s: %s"
            .formatted(
                type.isEmpty() ? "anything known" : type,
                reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "…" : reason));
  }

  private static boolean hasTesseract() {
    try {
      return new TesseractOCRParser().hasTesseract();
    } catch (TikaConfigException e) {
      return false;
    }
  }
}
