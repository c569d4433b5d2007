package uk.org.rmatool.ner;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import uk.org.rmatool.ner.engine.CrfEngine;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.ServiceProgram;

/** The command line of ner-extraction. */
@Command(
    name = "rma-ner",
    description =
        "Finds people, organisations, places, dates, money and UK numbers in texts over HTTP."
            + " Prints its address on standard output when it is ready.")
public final class NerMain extends ServiceProgram {
  @Mixin private NerConfig config = new NerConfig();

  private NerMain() {
    super(CrfEngine.HOP, "NER", 8108);
  }

  public static void main(String[] args) {
    new NerMain().run(args);
  }

  @Override
  protected void check() {
    config.check();
  }

  @Override
  protected RunningService start(ServiceOptions listening) throws IOException {
    return NerService.start(listening, config, version());
  }
}
