package uk.org.rmatool.rag;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.ServiceProgram;

/** The command line of rag-embeddings. */
@Command(
    name = "rma-rag",
    description =
        "Embeds texts, and keeps collections of documents to search and to ask. Prints its address"
            + " on standard output when it is ready.")
public final class RagMain extends ServiceProgram {
  @Mixin private RagConfig config = new RagConfig();

  private RagMain() {
    super(RagService.NAME, "RAG", 8102);
  }

  public static void main(String[] args) {
    new RagMain().run(args);
  }

  @Override
  protected void check() {
    config.check();
  }

  @Override
  protected RunningService start(ServiceOptions listening) throws IOException {
    return RagService.start(listening, config, version());
  }
}
