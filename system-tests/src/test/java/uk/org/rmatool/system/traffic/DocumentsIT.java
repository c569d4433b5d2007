package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** The main job: a file goes in at the router, and its text comes back. */
@ExtendWith(SharedPlatform.class)
class DocumentsIT {
  @Test
  void thePdfOfAFormComesBackAsText(Platform platform) {
    var pdf = pdf("Minutes of the tenth meeting", "Present: Ada and Grace");

    var answer = upload(platform, "minutes.pdf", pdf);

    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    var json = answer.object();
    assertThat(json.getString("text"))
        .contains("Minutes of the tenth meeting")
        .contains("Present: Ada and Grace");
    assertThat(json.getString("content_type")).isEqualTo("application/pdf");
    assertThat(json.getString("filename")).isEqualTo("minutes.pdf");
    assertThat(json.getInt("size")).isEqualTo(pdf.length);
  }

  @Test
  void aRawBodyUnderTheFullNameWorksAsWell(Platform platform) {
    var answer =
        platform
            .router()
            .send(
                "POST",
                "/api/service/document-processing/extract?filename=note.html",
                BodyPublishers.ofString(
                    "<html><title>T</title><p>Grüße aus dem Dokument</p></html>"),
                "Content-Type",
                "text/html; charset=utf-8");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.object().getString("text")).contains("Grüße aus dem Dokument");
  }

  @Test
  void whatIsNoDocumentIsRefusedByTheServiceItself(Platform platform) {
    var answer = upload(platform, "broken.pdf", "%PDF-1.4 and then nothing".getBytes(LATIN));
    assertThat(answer.status()).as("%s", answer).isEqualTo(422);
    assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
  }

  @Test
  void aHundredCallsInARowAllSucceed(Platform platform) {
    var begun = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      var answer = upload(platform, i + ".txt", ("Document number " + i).getBytes(LATIN));
      assertThat(answer.status()).as("call %d: %s", i, answer).isEqualTo(200);
      assertThat(answer.object().getString("text")).contains("Document number " + i);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(1));
  }

  private static final java.nio.charset.Charset LATIN = StandardCharsets.ISO_8859_1;

  private static uk.org.rmatool.system.rig.Answer upload(
      Platform platform, String name, byte[] content) {
    var boundary = "----boundary-of-the-test";
    var body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n")
            .formatted(boundary, name)
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return platform
        .router()
        .send(
            "POST",
            "/service/upload/extract",
            BodyPublishers.ofByteArray(body.toByteArray()),
            "Content-Type",
            "multipart/form-data; boundary=" + boundary);
  }

  /** A page with these lines, as the PDF reference has it (ISO 32000-1, annex H). */
  private static byte[] pdf(String... lines) {
    var text = new StringBuilder("BT /F1 18 Tf 72 720 Td 24 TL");
    for (var line : lines) {
      text.append(" (").append(line).append(") Tj T*");
    }
    text.append(" ET");
    var objects =
        new String[] {
          "<< /Type /Catalog /Pages 2 0 R >>",
          "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
          "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
              + " /Resources << /Font << /F1 5 0 R >> >> >>",
          "<< /Length " + text.length() + " >>\nstream\n" + text + "\nendstream",
          "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
        };
    var pdf = new StringBuilder("%PDF-1.4\n");
    var table = new StringBuilder("xref\n0 6\n0000000000 65535 f \n");
    for (int i = 0; i < objects.length; i++) {
      table.append("%010d 00000 n \n".formatted(pdf.length()));
      pdf.append(i + 1).append(" 0 obj\n").append(objects[i]).append("\nendobj\n");
    }
    var start = pdf.length();
    pdf.append(table).append("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n").append(start);
    return pdf.append("\n%%EOF\n").toString().getBytes(LATIN);
  }
}
