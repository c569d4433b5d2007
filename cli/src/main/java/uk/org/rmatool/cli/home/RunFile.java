package uk.org.rmatool.cli.home;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.cli.home.RunState.Activity;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.home.RunState.Running;
import uk.org.rmatool.cli.process.ProcessIdentity;

/** Reads and replaces {@code run.json}. */
public final class RunFile {
  private final Path file;

  public RunFile(Home home) {
    file = home.runFile();
  }

  /** The latest state; empty if there is none, or what is there is not ours. */
  public Optional<RunState> read() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try (var reader = Json.createReader(new StringReader(text))) {
      return Optional.of(parse(reader.readObject()));
    } catch (JsonException
        | NullPointerException
        | ClassCastException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Replaces the state as a whole: a reader sees the old one or the new one. */
  public void write(RunState state) throws IOException {
    var next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, toJson(state).toString() + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static JsonObject toJson(RunState state) {
    var addresses = Json.createObjectBuilder();
    state.addresses().forEach(addresses::add);
    var processes = Json.createArrayBuilder();
    for (var process : state.processes()) {
      processes.add(
          identity(process.identity())
              .add("name", process.name())
              .add("activity", lower(process.activity()))
              .add("restarts", process.restarts())
              .add("check", process.check()));
    }
    return Json.createObjectBuilder()
        .add("phase", lower(state.phase()))
        .add("supervisor", identity(state.supervisor()))
        .add("port_offset", state.portOffset())
        .add("failure", state.failure())
        .add("addresses", addresses)
        .add("processes", processes)
        .build();
  }

  private static RunState parse(JsonObject json) {
    Map<String, String> addresses = new LinkedHashMap<>();
    json.getJsonObject("addresses")
        .forEach((name, value) -> addresses.put(name, ((JsonString) value).getString()));
    List<Running> processes =
        json.getJsonArray("processes").getValuesAs(JsonObject.class).stream()
            .map(
                process ->
                    new Running(
                        process.getString("name"),
                        identity(process),
                        Activity.valueOf(upper(process.getString("activity"))),
                        process.getInt("restarts"),
                        process.getString("check")))
            .toList();
    return new RunState(
        Phase.valueOf(upper(json.getString("phase"))),
        identity(json.getJsonObject("supervisor")),
        json.getInt("port_offset"),
        json.getString("failure"),
        addresses,
        processes);
  }

  private static JsonObjectBuilder identity(ProcessIdentity identity) {
    return Json.createObjectBuilder().add("pid", identity.pid()).add("birth", identity.birth());
  }

  private static ProcessIdentity identity(JsonObject json) {
    return new ProcessIdentity(json.getJsonNumber("pid").longValueExact(), json.getString("birth"));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String value) {
    return value.toUpperCase(Locale.ROOT);
  }
}
