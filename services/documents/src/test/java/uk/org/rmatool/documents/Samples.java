package uk.org.rmatool.documents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;

/** Real documents, made when they are needed. */
public final class Samples {
  private Samples() {}

  public static byte[] pdf(String... pages) throws IOException {
    try (var document = pdfDocument(pages)) {
      return bytes(document);
    }
  }

  public static byte[] encryptedPdf(String text) throws IOException {
    try (var document = pdfDocument(text)) {
      document.protect(new StandardProtectionPolicy("owner", "secret", new AccessPermission()));
      return bytes(document);
    }
  }

  /** A small file that is long to read: all pages share a stream full of drawing. */
  public static byte[] heavyPdf(int pages) throws IOException {
    try (var document = new PDDocument()) {
      var drawing =
          "BT /F 9 Tf 9 9 Td (Page full of lines) Tj ET\n" + "1 2 m 3 4 l S\n".repeat(20_000);
      var stream =
          new PDStream(
              document, new ByteArrayInputStream(drawing.getBytes(UTF_8)), COSName.FLATE_DECODE);
      var resources = new PDResources();
      resources.put(COSName.getPDFName("F"), new PDType1Font(FontName.HELVETICA));
      for (int i = 0; i < pages; i++) {
        var page = new PDPage();
        page.setResources(resources);
        page.setContents(stream);
        document.addPage(page);
      }
      return bytes(document);
    }
  }

  public static byte[] docx(String text) throws IOException {
    try (var document = new XWPFDocument();
        var out = new ByteArrayOutputStream()) {
      document.getProperties().getCoreProperties().setTitle("A titled document");
      document.createParagraph().createRun().setText(text);
      document.write(out);
      return out.toByteArray();
    }
  }

  /** A Word document whose parts and text refer to an address in every way that Word has. */
  public static byte[] docxReferringTo(String url) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var from = new ZipInputStream(new ByteArrayInputStream(docx("Refers to the outside.")));
        var to = new ZipOutputStream(out)) {
      for (var entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        if (entry.getName().equals("word/_rels/document.xml.rels")) {
          continue;
        }
        var content = new String(from.readAllBytes(), UTF_8);
        if (entry.getName().equals("word/document.xml")) {
          var body = content.substring(content.indexOf("<w:document"));
          content =
              """
              <?xml version="1.0"?><!DOCTYPE w:document SYSTEM "%s/document.dtd" [\
              <!ENTITY outside SYSTEM "%s/entity">]>\
              """
                      .formatted(url, url)
                  + body.replace("outside.", "outside. &outside;");
        }
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(content.getBytes(UTF_8));
      }
      to.putNextEntry(new ZipEntry("word/_rels/document.xml.rels"));
      to.write(
          """
          <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
          <Relationship Id="t" TargetMode="External" Target="%s/template" Type=\
          "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>\
          <Relationship Id="i" TargetMode="External" Target="%s/image" Type=\
          "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>\
          </Relationships>\
          """
              .formatted(url, url)
              .getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  public static byte[] xlsx(String text) throws IOException {
    try (var workbook = new XSSFWorkbook();
        var out = new ByteArrayOutputStream()) {
      var row = workbook.createSheet("Figures").createRow(0);
      row.createCell(0).setCellValue(text);
      row.createCell(1).setCellValue(42.5);
      workbook.write(out);
      return out.toByteArray();
    }
  }

  public static byte[] html(String text) {
    return """
    <!DOCTYPE html><html><head><title>A page</title><meta charset="utf-8"></head>
    <body><h1>Heading</h1><p>%s</p><script>var hidden = 1;</script></body></html>
    """
        .formatted(text)
        .getBytes(UTF_8);
  }

  /** A message with an attachment, itself a document. */
  public static byte[] eml(String text, String attached) {
    return """
    From: Ann Example <ann@example.org>
    To: bob@example.org
    Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=
    Date: Mon, 2 Nov 2026 10:00:00 +0000
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=b

    --b
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 8bit

    %s

    --b
    Content-Type: text/html
    Content-Disposition: attachment; filename=a.html

    <html><body>%s</body></html>
    --b--
    """
        .formatted(text, attached)
        .replace("\n", "\r\n")
        .getBytes(UTF_8);
  }

  public static byte[] latin1(String text) {
    return text.getBytes(ISO_8859_1);
  }

  public static byte[] png(String text) throws IOException {
    var image = new BufferedImage(900, 160, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 64));
    graphics.drawString(text, 40, 100);
    graphics.dispose();
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** Pages that are nothing but images of text, as from a scanner. */
  public static byte[] scannedPdf(String... pages) throws IOException {
    try (var document = new PDDocument()) {
      for (var text : pages) {
        var page = new PDPage();
        document.addPage(page);
        var image = PDImageXObject.createFromByteArray(document, png(text), "scan");
        try (var content = new PDPageContentStream(document, page)) {
          content.drawImage(image, 72, 600, 450, 80);
        }
      }
      return bytes(document);
    }
  }

  private static PDDocument pdfDocument(String... pages) throws IOException {
    var document = new PDDocument();
    document.getDocumentInformation().setTitle("A titled PDF");
    for (var text : pages) {
      var page = new PDPage();
      document.addPage(page);
      try (var content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setFont(new PDType1Font(FontName.HELVETICA), 12);
        content.newLineAtOffset(72, 700);
        content.showText(text);
        content.endText();
      }
    }
    return document;
  }

  private static byte[] bytes(PDDocument document) throws IOException {
    var out = new ByteArrayOutputStream();
    document.save(out);
    return out.toByteArray();
  }
}
