package uk.org.rmatool.documents;

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

/** The real service in its own process, on a free port. */
public final class RunningService implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  final Process process;
  final URI address;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningService(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts from the class path of the test. */
  static RunningService start(Path workDir, String... options) throws Exception {
    var program =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return start(List.of("-cp", program, DocumentsMain.class.getName()), workDir, options);
  }

  /** Starts what these words after <code>java</code> name. */
  static RunningService start(List<String> program, Path workDir, String... options)
      throws Exception {
    var process = launch(program, workDir, options);
    var line = CompletableFuture.supplyAsync(() -> firstLine(process));
    var text = line.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (text == null) {
      throw new AssertionError("The service does not start.");
    }
    return new RunningService(process, URI.create(text.substring(text.indexOf("http://"))));
  }

  static Process launch(List<String> program, Path workDir, String... options) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx192m", "-XX:TieredStopAtLevel=1"));
    command.addAll(program);
    command.addAll(List.of("--work-dir", workDir.toString()));
    command.addAll(List.of(options));
    if (!command.contains("--port")) {
      command.addAll(List.of("--port", "0"));
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  JsonObject health() throws Exception {
    return json(get("/health"));
  }

  /** Sends the document as the body. */
  HttpResponse<String> post(byte[] document, String... headers) throws Exception {
    return client.send(postRequest(document, headers), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> postAsync(byte[] document) {
    return client.sendAsync(postRequest(document), BodyHandlers.ofString());
  }

  private HttpRequest postRequest(byte[] document, String... headers) {
    var request = request("/extract").POST(BodyPublishers.ofByteArray(document));
    return headers.length == 0 ? request.build() : request.headers(headers).build();
  }

  /** Sends the document as a browser's form does, and curl's -F. */
  HttpResponse<String> postForm(String name, String contentType, byte[] document) throws Exception {
    var body =
        List.of(
            ("--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--x\r\n"
                    + "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                    + "Content-Type: %s\r\n\r\n")
                .formatted(name, contentType)
                .getBytes(UTF_8),
            document,
            "\r\n--x--\r\n".getBytes(UTF_8));
    return client.send(
        request("/extract")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofByteArrays(body))
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(90));
  }

  static JsonObject json(HttpResponse<String> response) {
    try (var reader = Json.createReader(new StringReader(response.body()))) {
      return reader.readObject();
    }
  }

  List<ProcessHandle> parsers() {
    return process.toHandle().children().toList();
  }

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
