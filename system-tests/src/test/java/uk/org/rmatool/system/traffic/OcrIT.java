package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Processes;
import uk.org.rmatool.system.rig.SharedPlatform;

/** An image goes in at the router, and its words come back. */
@ExtendWith(SharedPlatform.class)
class OcrIT {
  @Test
  void theWordsOfAnImageComeBackWithTheirPlaces(Platform platform) throws IOException {
    awaitService(platform);
    var answer =
        platform
            .router()
            .send(
                "POST",
                "/service/ocr/extract",
                BodyPublishers.ofByteArray(png("Walrus 4711")),
                "Content-Type",
                "image/png");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.object().getString("text")).isEqualTo("Walrus 4711");
    var page = answer.object().getJsonArray("pages").getJsonObject(0);
    assertThat(page.getJsonArray("words")).hasSize(2);
  }

  @Test
  void itsProcessIsKeptToTheMemoryOfItsRecipe(Platform platform) {
    awaitService(platform);
    var service = Processes.find(platform.pid("worker"), "rma-ocr.jar").orElseThrow();
    assertThat(Processes.memoryLimit(service)).hasValue(2560);
  }

  private static void awaitService(Platform platform) {
    assumeThat(tesseractIsInstalled()).isTrue();
    Await.until(
        "vision-ocr can be called",
        Duration.ofSeconds(90),
        () -> platform.router().get("/service/ocr/health").status() == 200);
  }

  private static byte[] png(String text) throws IOException {
    var image = new BufferedImage(900, 160, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
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

  private static boolean tesseractIsInstalled() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "tesseract")));
  }
}
