package uk.org.rmatool.documents.parser;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.apache.tika.config.TikaConfig;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaConfigException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.ocr.TesseractOCRConfig;
import org.apache.tika.parser.ocr.TesseractOCRParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.parser.pdf.PDFParserConfig.OCR_STRATEGY;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.WriteOutContentHandler;
import org.xml.sax.SAXException;
import uk.org.rmatool.documents.protocol.Frames;
import uk.org.rmatool.documents.protocol.ParseRequest;
import uk.org.rmatool.documents.protocol.ParserMessage;
import uk.org.rmatool.documents.protocol.ParserMessage.Parsed;
import uk.org.rmatool.documents.protocol.ParserMessage.Refused;
import uk.org.rmatool.documents.protocol.ReadOptions.Ocr;

/** Reads documents with Tika, one at a time. */
final class TikaReader {
  /** Largest image given to OCR, in bytes. */
  static final long MAX_IMAGE_FOR_OCR = 20L * 1024 * 1024;

  private static final int MAX_REASON = 200;
  private static final MediaType PDF = MediaType.application("pdf");

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
    if (request.options().allPages()) {
      return read(request, request.document(), OptionalInt.empty(), metadata, text);
    }
    hints(request, metadata);
    try (var stream = TikaInputStream.get(request.document(), metadata)) {
      var type = parser.getDetector().detect(stream, metadata).getBaseType();
      if (!type.equals(PDF)) {
        return new Refused(type.toString(), "Pages can be chosen of PDF documents only.");
      }
    }
    try (var some = PageSelection.of(request.document(), request.options())) {
      return read(request, some.file(), OptionalInt.of(some.pages()), metadata, text);
    }
  }

  /** Reads a file; <code>pages</code> is given when it holds only some of the document's. */
  private ParserMessage read(
      ParseRequest request, Path file, OptionalInt pages, Metadata metadata, TextSender text)
      throws IOException, SAXException, TikaException {
    hints(request, metadata);
    var budget = new BoundedOcr.Budget(request.options().maxOcr(), ocrDeadline(request));
    var context = context(request);
    context.set(BoundedOcr.Budget.class, budget);
    var embedded = new CountedEmbedding(context);
    context.set(EmbeddedDocumentExtractor.class, embedded);
    var starts =
        new PageStarts(
            new BodyContentHandler(new WriteOutContentHandler(text, request.maxText())), text);
    boolean truncated = false;
    try (var stream = TikaInputStream.get(file, metadata)) {
      parser.parse(stream, starts, metadata, context);
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
    int read = Math.min(Frames.MAX_PAGES, DocumentFacts.pages(metadata).orElse(0));
    pages.ifPresent(all -> metadata.set("xmpTPg:NPages", Integer.toString(all)));
    return new Parsed(
        DocumentFacts.contentType(metadata),
        DocumentFacts.metadata(metadata),
        truncated || embedded.full() || budget.exceeded(),
        embedded.ocr() || DocumentFacts.wentThroughOcr(metadata),
        DocumentFacts.pages(metadata),
        starts.first(read));
  }

  private static void hints(ParseRequest request, Metadata metadata) {
    if (!request.fileName().isEmpty()) {
      metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, request.fileName());
    }
    if (!request.contentType().isEmpty()) {
      metadata.set(Metadata.CONTENT_TYPE, request.contentType());
    }
  }

  /** Leaves a fifth of the time for all that is not OCR. */
  private static long ocrDeadline(ParseRequest request) {
    return System.nanoTime() + request.timeout().toNanos() / 5 * 4;
  }

  private ParseContext context(ParseRequest request) {
    var options = request.options();
    var ocrConfig = new TesseractOCRConfig();
    ocrConfig.setTimeoutSeconds((int) Math.max(1, request.timeout().toSeconds()));
    ocrConfig.setMaxFileSizeToOcr(MAX_IMAGE_FOR_OCR);
    ocrConfig.setSkipOcr(options.ocr() == Ocr.NEVER);
    var pdfConfig = new PDFParserConfig();
    pdfConfig.setOcrStrategy(
        switch (options.ocr()) {
          case AUTO -> OCR_STRATEGY.AUTO;
          case NEVER -> OCR_STRATEGY.NO_OCR;
          case ONLY -> OCR_STRATEGY.OCR_ONLY;
        });
    var context = new ParseContext();
    context.set(Parser.class, parser);
    context.set(TesseractOCRConfig.class, ocrConfig);
    context.set(PDFParserConfig.class, pdfConfig);
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
