package uk.org.rmatool.worker.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands in for <code>minio server</code>, which no registry has: takes its command line and
 * variables, and speaks as much of S3 as buckets and objects need. Each call must be signed by
 * version 4 of AWS's signatures, which is checked as MinIO does. Objects are files that outlive it.
 */
public final class FakeMinio {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request,"
              + " ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

  private final Path data;
  private final String user;
  private final String password;

  private FakeMinio(Path data, String user, String password) {
    this.data = data;
    this.user = user;
    this.password = password;
  }

  public static void main(String[] arguments) throws IOException {
    var options = List.of(arguments);
    if (!options.getFirst().equals("server") || !options.contains("--console-address")) {
      System.err.println("minio: '" + options + "' is not a minio sub-command");
      System.exit(1);
    }
    var address = options.get(options.indexOf("--address") + 1).split(":");
    var minio =
        new FakeMinio(
            Path.of(options.get(1)),
            System.getenv("MINIO_ROOT_USER"),
            System.getenv("MINIO_ROOT_PASSWORD"));
    var server =
        HttpServer.create(new InetSocketAddress(address[0], Integer.parseInt(address[1])), 0);
    server.createContext("/minio/health/live", exchange -> answer(exchange, 200, ""));
    server.createContext("/", minio::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    var refusal = refusal(exchange, body);
    if (refusal.isPresent()) {
      answer(exchange, 403, error(refusal.get()));
      return;
    }
    var path = data.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
    if (!path.startsWith(data) || path.equals(data)) {
      answer(exchange, 400, error("InvalidBucketName"));
    } else if (exchange.getRequestMethod().equals("PUT")) {
      put(exchange, path, body);
    } else if (Files.isRegularFile(path)) {
      answer(exchange, 200, Files.readString(path));
    } else {
      answer(exchange, 404, error("NoSuchKey"));
    }
  }

  private void put(HttpExchange exchange, Path path, byte[] body) throws IOException {
    if (path.getParent().equals(data)) {
      Files.createDirectories(path);
    } else if (!Files.isDirectory(path.getParent())) {
      answer(exchange, 404, error("NoSuchBucket"));
      return;
    } else {
      Files.write(path, body);
    }
    answer(exchange, 200, "");
  }

  /** Why a call is not taken (AWS, "Signature Version 4": create a canonical request, sign it). */
  private Optional<String> refusal(HttpExchange exchange, byte[] body) {
    var headers = exchange.getRequestHeaders();
    var said = Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
    var found = AUTHORIZATION.matcher(said);
    if (!found.matches()) {
      return Optional.of("AccessDenied");
    }
    if (!found.group(1).equals(user)) {
      return Optional.of("InvalidAccessKeyId");
    }
    var bodyHash =
        Optional.ofNullable(headers.getFirst("x-amz-content-sha256")).orElse(hash(new byte[0]));
    var signed =
        Arrays.stream(found.group(4).split(";"))
            .map(name -> name + ":" + headers.getFirst(name).strip() + "\n")
            .collect(Collectors.joining());
    var request =
        String.join(
            "\n",
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
            signed,
            found.group(4),
            bodyHash);
    var scope = found.group(2) + "/" + found.group(3) + "/s3/aws4_request";
    var toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            headers.getFirst("x-amz-date"),
            scope,
            hash(request.getBytes(StandardCharsets.UTF_8)));
    var key = ("AWS4" + password).getBytes(StandardCharsets.UTF_8);
    for (var part : scope.split("/")) {
      key = sign(key, part);
    }
    var good =
        HexFormat.of().formatHex(sign(key, toSign)).equals(found.group(5))
            && (bodyHash.equals("UNSIGNED-PAYLOAD") || bodyHash.equals(hash(body)));
    return good ? Optional.empty() : Optional.of("SignatureDoesNotMatch");
  }

  private static byte[] sign(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String error(String code) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code></Error>"
        .formatted(code);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
