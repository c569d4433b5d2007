package uk.org.rmatool.notes;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import uk.org.rmatool.notes.convert.NotesRoutes;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.ServiceProgram;

/** The command line of notes-coa. */
@Command(
    name = "rma-notes",
    description =
        "Turns an adviser's notes into a confirmation-of-advice letter over HTTP. Prints its"
            + " address on standard output when it is ready.")
public final class NotesMain extends ServiceProgram {
  @Mixin private NotesConfig config = new NotesConfig();

  private NotesMain() {
    super(NotesRoutes.SERVICE, "NOTES", 8100);
  }

  public static void main(String[] args) {
    new NotesMain().run(args);
  }

  @Override
  protected void check() {
    config.check();
  }

  @Override
  protected RunningService start(ServiceOptions listening) throws IOException {
    return NotesService.start(listening, config, version());
  }
}
