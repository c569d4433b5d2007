package uk.org.rmatool.worker.launcher;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.StrictJsonReader;

/**
 * The record of the processes that run, kept in a file, so that a worker that was killed can end at
 * its next start what the kernel did not. A process is known by its id and its start time together.
 */
final class Leftovers {
  private static final Logger LOG = System.getLogger(Leftovers.class.getName());
  private static final Duration SAME_START = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Path file;
  private final Map<String, List<Entry>> entries = new TreeMap<>();

  /** One process. */
  private record Entry(long pid, Instant started, String command) {
    static Entry of(ProcessHandle handle) {
      var info = handle.info();
      return new Entry(
          handle.pid(), info.startInstant().orElse(Instant.EPOCH), info.command().orElse(""));
    }

    JsonObject toJson() {
      return Json.createObjectBuilder()
          .add("pid", pid)
          .add("started", started.toString())
          .add("command", command)
          .build();
    }

    static Entry of(JsonObject json) {
      return new Entry(
          json.getJsonNumber("pid").longValueExact(),
          Instant.parse(json.getString("started")),
          json.getString("command"));
    }

    Optional<ProcessHandle> stillRunning() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(
              handle ->
                  handle
                      .info()
                      .startInstant()
                      .filter(s -> Duration.between(s, started).abs().compareTo(SAME_START) <= 0)
                      .isPresent());
    }
  }

  Leftovers(Path file) {
    this.file = file;
  }

  /** From now on the service consists of these processes. */
  synchronized void record(String service, List<ProcessHandle> processes) {
    var now = processes.stream().map(Entry::of).toList();
    if (!now.equals(entries.put(service, now))) {
      save();
    }
  }

  synchronized void forget(String service) {
    if (entries.remove(service) != null) {
      save();
    }
  }

  /** Ends what an earlier worker left behind; returns when it has ended. */
  synchronized void end() {
    var found = new LinkedHashSet<ProcessHandle>();
    for (var entry : load()) {
      entry
          .stillRunning()
          .ifPresent(
              handle -> {
                LOG.log(
                    Level.INFO,
                    () -> "A process that an earlier run left behind is ended. process=" + entry);
                found.add(handle);
                handle.descendants().forEach(found::add);
              });
    }
    found.forEach(ProcessHandle::destroy);
    if (!ended(found.stream())) {
      found.forEach(ProcessHandle::destroyForcibly);
      if (!ended(found.stream())) {
        LOG.log(Level.WARNING, () -> "Processes of an earlier run cannot be ended. " + found);
      }
    }
    save();
  }

  private static boolean ended(Stream<ProcessHandle> handles) {
    var all = handles.map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(all).get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private List<Entry> load() {
    var loaded = new ArrayList<Entry>();
    try {
      if (Files.exists(file)) {
        for (var json :
            StrictJsonReader.parse(Files.readAllBytes(file))
                .getJsonArray("processes")
                .getValuesAs(JsonObject.class)) {
          loaded.add(Entry.of(json));
        }
      }
    } catch (IOException | PlatformException | ClassCastException | NullPointerException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "The record of processes is damaged; what an earlier run left behind is not known."
                  + " file="
                  + file
                  + " reason="
                  + e);
    }
    return loaded;
  }

  private void save() {
    var list = Json.createArrayBuilder();
    entries.values().forEach(some -> some.forEach(entry -> list.add(entry.toJson())));
    var text = Json.createObjectBuilder().add("processes", list).build().toString();
    try {
      var written = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(written, text);
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          () -> "The record of processes cannot be written. file=" + file + " reason=" + e);
    }
  }
}
