package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import uk.org.rmatool.worker.recipes.Recipe.Network;

/**
 * The port that a service is to listen at. Without one that it must have, a service that is called
 * through the platform gets any free one; another the same at each start, as long as it is free,
 * because its callers keep it.
 */
final class LocalPorts {
  private LocalPorts() {}

  /**
   * Chooses one and leaves it in the file <code>port</code> of the service's folder.
   *
   * @throws IOException when the port that it must have is in use, with half a sentence
   */
  static int choose(Network network, Path folder) throws IOException {
    var file = folder.resolve("port");
    var port =
        network.port().isPresent()
            ? free(network.port().getAsInt())
            : network.isPassedOn() ? free(0) : lasting(file);
    Files.writeString(file, Integer.toString(port));
    return port;
  }

  private static int lasting(Path file) throws IOException {
    if (Files.exists(file)) {
      try {
        return free(Integer.parseInt(Files.readString(file).strip()));
      } catch (IOException | IllegalArgumentException e) {
        return free(0); // taken meanwhile, or no number
      }
    }
    return free(0);
  }

  private static int free(int wanted) throws IOException {
    try (var socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IOException("port %d is in use".formatted(wanted), e);
    }
  }
}
