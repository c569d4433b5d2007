package uk.org.rmatool.documents;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import uk.org.rmatool.documents.isolation.ParserFailure;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.ServiceProgram;

/** The command line of document-processing. */
@Command(
    name = "rma-documents",
    description =
        "Gives text, metadata and media type of documents over HTTP. Prints its address on standard"
            + " output when it is ready.")
public final class DocumentsMain extends ServiceProgram {
  @Mixin private DocumentsConfig config = new DocumentsConfig();

  private DocumentsMain() {
    super(ParserFailure.HOP, "DOCUMENTS", 8103);
  }

  public static void main(String[] args) {
    new DocumentsMain().run(args);
  }

  @Override
  protected void check() {
    config.check();
  }

  @Override
  protected RunningService start(ServiceOptions listening) throws IOException {
    return DocumentsService.start(listening, config, version());
  }
}
