package uk.org.rmatool.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import uk.org.rmatool.service.RunningProgram;

/** The real service in its own process, on a free port. */
public final class RunningService extends RunningProgram {
  private RunningService(Process process) throws Exception {
    super(process);
  }

  /** Starts from the class path of the test. */
  static RunningService start(Path workDir, String... options) throws Exception {
    return start(onClassPath(DocumentsMain.class), workDir, options);
  }

  /** Starts what these words after <code>java</code> name. */
  static RunningService start(List<String> program, Path workDir, String... options)
      throws Exception {
    return new RunningService(launch(program, workDir, options));
  }

  static Process launch(List<String> program, Path workDir, String... options) throws IOException {
    return launch(
        program,
        Stream.concat(Stream.of("--work-dir", workDir.toString()), Stream.of(options))
            .toArray(String[]::new));
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

  List<ProcessHandle> parsers() {
    return process.toHandle().children().toList();
  }
}
