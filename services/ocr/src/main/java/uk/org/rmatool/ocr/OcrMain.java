package uk.org.rmatool.ocr;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.ServiceProgram;

/** The command line of vision-ocr. */
@Command(
    name = "rma-ocr",
    description =
        "Reads text in images, with its layout, by tesseract or by a vision model. Prints its"
            + " address on standard output when it is ready.")
public final class OcrMain extends ServiceProgram {
  @Mixin private OcrConfig config = new OcrConfig();

  private OcrMain() {
    super(OcrService.NAME, "OCR", 8104);
  }

  public static void main(String[] args) {
    new OcrMain().run(args);
  }

  @Override
  protected void check() {
    config.check();
  }

  @Override
  protected RunningService start(ServiceOptions listening) throws IOException {
    return OcrService.start(listening, config, version());
  }
}
