package uk.org.rmatool.cli.worker;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.home.PlaceOptions;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.servers.Ports;

/** {@code rma worker backup}. */
@Command(
    name = "backup",
    description =
        "Save the data of this machine's services: redis and postgres while they run, the others"
            + " while they are stopped for it. Each becomes a ZIP file that has been read again"
            + " before it gets its name. Exit status 1 when one of them was not saved.",
    footer = {"", "Example: ./rma worker backup redis rag-embeddings --to /var/backups/rma"})
final class BackupCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 1_000;
  private static final long MIB = 1024 * 1024;

  @Mixin PlaceOptions place = new PlaceOptions();

  @Parameters(
      paramLabel = "SERVICE",
      arity = "0..*",
      description = "whose data (default: all that have any)")
  List<String> services = List.of();

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "the folder for the files (default: backups in the platform's folder)")
  String to = "";

  @Option(
      names = "--worker",
      paramLabel = "URL",
      description = "the worker (default: the one that ./rma up runs here)")
  String worker = "";

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description =
          "its RMA_STATE_DIR, with the key that says who its owner is (default: that of ./rma up)")
  String state = "";

  @Spec CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var api = new WorkerApi(worker(), key());
    var folder = to.isEmpty() ? place.home().folder().resolve("backups") : Path.of(to);
    var there =
        api.get("/backups").getJsonArray("services").getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .toList();
    var wanted = services.isEmpty() ? there : services;
    if (wanted.isEmpty()) {
      out().println("this worker has no data to save");
    }
    var status = 0;
    for (var service : wanted) {
      try {
        say(service, save(api, service, folder.toAbsolutePath().normalize()));
      } catch (Failure e) {
        command.commandLine().getErr().println("rma: " + e.sentence());
        status = Failure.FAILED;
      }
    }
    return status;
  }

  private JsonObject save(WorkerApi api, String service, Path folder) throws InterruptedException {
    var wish = Json.createObjectBuilder().add("service", service).add("folder", folder.toString());
    var saving = api.post("/backups", wish.build());
    var last = "";
    while (true) {
      try {
        return saving.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        last = progress(api, saving, last);
      } catch (ExecutionException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        throw cause instanceof Failure failure ? failure : api.away(cause);
      }
    }
  }

  /** Says how far it is, if that is something new. */
  private String progress(WorkerApi api, CompletableFuture<?> saving, String last)
      throws InterruptedException {
    var now = api.get("/backups").getJsonObject("now");
    var line =
        "  %-22s %s, %d MB so far"
            .formatted(
                now.getString("service"),
                now.getString("step"),
                now.getJsonNumber("bytes").longValue() / MIB);
    if (!saving.isDone() && !now.getString("service").isEmpty() && !line.equals(last)) {
      out().println(line);
      out().flush();
    }
    return line;
  }

  private void say(String service, JsonObject saved) {
    out()
        .println(
            "  %-22s %d files with %d bytes in %s"
                .formatted(
                    service,
                    saved.getInt("entries"),
                    saved.getJsonNumber("bytes").longValue(),
                    saved.getString("file")));
    out().flush();
  }

  private URI worker() throws IOException {
    if (!worker.isEmpty()) {
      return URI.create(worker.strip().replaceFirst("/+$", ""));
    }
    var offset = new RunFile(place.home()).read().map(RunState::portOffset).orElse(0);
    return URI.create("http://127.0.0.1:" + new Ports(offset).worker());
  }

  private String key() throws IOException {
    var folder = state.isEmpty() ? place.home().state("worker") : Path.of(state);
    var file = folder.resolve("secrets/owner");
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw new Failure(
          "there is no %s; start the worker with ./rma up, or name its state folder with --state"
              .formatted(file),
          e);
    }
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
