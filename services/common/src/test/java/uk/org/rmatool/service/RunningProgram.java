package uk.org.rmatool.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real service in its own process, on a free port. */
public class RunningProgram implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  public final Process process;
  public final URI address;
  public final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Waits until the process says where it listens. */
  protected RunningProgram(Process process) throws Exception {
    this.process = process;
    var line = CompletableFuture.supplyAsync(() -> firstLine(process));
    var text = line.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (text == null) {
      throw new AssertionError("The service does not start.");
    }
    address = URI.create(text.substring(text.indexOf("http://")));
  }

  /** Starts a main class from the class path of the test. */
  public static RunningProgram start(Class<?> main, String... options) throws Exception {
    return new RunningProgram(launch(onClassPath(main), options));
  }

  /** Starts what these words after <code>java</code> name. */
  public static RunningProgram start(List<String> program, String... options) throws Exception {
    return new RunningProgram(launch(program, options));
  }

  /** The words after <code>java</code> that run a main class from the class path of the test. */
  public static List<String> onClassPath(Class<?> main) {
    var path =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return List.of("-cp", path, main.getName());
  }

  public static Process launch(List<String> program, String... options) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx192m", "-XX:TieredStopAtLevel=1"));
    command.addAll(program);
    command.addAll(List.of(options));
    if (!command.contains("--port")) {
      command.addAll(List.of("--port", "0"));
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  public HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  public JsonObject health() throws Exception {
    return json(get("/health"));
  }

  public HttpResponse<String> delete(String path) throws Exception {
    return send(request(path).DELETE());
  }

  public HttpResponse<String> post(String path, JsonObject body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(90));
  }

  public static JsonObject json(HttpResponse<String> response) {
    try (var reader = Json.createReader(new StringReader(response.body()))) {
      return reader.readObject();
    }
  }

  /** Ends it as a service manager does; kills it when it does not end. */
  @Override
  public void close() {
    client.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("The service does not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String firstLine(Process process) {
    try {
      return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
