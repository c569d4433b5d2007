package uk.org.rmatool.worker.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * As much of a Redis server as tests need, where the machine has none: inline commands PING, AUTH,
 * SET and GET, answered as Redis does, a password from its configuration file, and values that
 * outlive it.
 */
public final class FakeRedis {
  private FakeRedis() {}

  /** Takes the arguments of <code>redis-server</code>. */
  public static void main(String[] arguments) throws IOException {
    var options = List.of(arguments);
    var password = Files.readString(Path.of(options.getFirst())).strip().split(" ")[1];
    var port = Integer.parseInt(options.get(options.indexOf("--port") + 1));
    var data = Path.of(options.get(options.indexOf("--dir") + 1)).resolve("values");
    try (var server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      while (true) {
        try (var socket = server.accept()) {
          serve(socket, password, data);
        } catch (IOException e) {
          System.out.println("A client left: " + e);
        }
      }
    }
  }

  private static void serve(Socket socket, String password, Path data) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    var known = false;
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      var words = line.split(" ");
      if (words[0].equals("AUTH")) {
        known = words[1].equals(password);
        say(socket.getOutputStream(), known ? "+OK" : "-WRONGPASS invalid password");
      } else if (!known) {
        say(socket.getOutputStream(), "-NOAUTH Authentication required.");
      } else if (words[0].equals("SET")) {
        Files.writeString(
            data,
            words[1] + " " + words[2] + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        say(socket.getOutputStream(), "+OK");
      } else {
        var value =
            Files.readAllLines(data).stream()
                .filter(it -> it.startsWith(words[1] + " "))
                .reduce((first, second) -> second)
                .orElseThrow()
                .substring(words[1].length() + 1);
        say(socket.getOutputStream(), "$" + value.length() + "\r\n" + value);
      }
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
  }
}
