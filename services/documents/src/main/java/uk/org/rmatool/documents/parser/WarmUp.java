package uk.org.rmatool.documents.parser;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import uk.org.rmatool.documents.protocol.ParseRequest;
import uk.org.rmatool.documents.protocol.ReadOptions;

/** Reads a tiny document of the main formats, so that the first real one finds the code loaded. */
final class WarmUp {
  private static final String PDF =
      """
      %PDF-1.4
      1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
      2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
      3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources\
      <</Font<</F <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> >> >> >> endobj
      4 0 obj <</Length 46>> stream
      BT /F 9 Tf 9 9 Td (Warm, and known.) Tj ET    \s
      endstream endobj
      trailer <</Root 1 0 R>>
      """;

  private static final Map<String, String> DOCX =
      Map.of(
          "[Content_Types].xml",
          """
          <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
          <Default Extension="rels" \
          ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
          <Override PartName="/d.xml" ContentType="application/\
          vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>\
          """,
          "_rels/.rels",
          """
          <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
          <Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/\
          relationships/officeDocument" Target="d.xml"/></Relationships>\
          """,
          "d.xml",
          """
          <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
          <w:body><w:p><w:r><w:t>Warm</w:t></w:r></w:p></w:body></w:document>\
          """);

  private WarmUp() {}

  static void run(TikaReader reader) throws IOException {
    read(reader, "warm.pdf", PDF.getBytes(US_ASCII));
    read(reader, "warm.docx", docx());
    read(reader, "warm.html", "<html><body><p>Warm</p></body></html>".getBytes(UTF_8));
  }

  private static void read(TikaReader reader, String name, byte[] bytes) throws IOException {
    var file = Files.createTempFile("warm-up", "");
    try {
      Files.write(file, bytes);
      reader.read(
          new ParseRequest(
              file, name, "", 1_000, Duration.ofSeconds(10), ReadOptions.everything(0)),
          OutputStream.nullOutputStream());
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] docx() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var part : new TreeMap<>(DOCX).entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
