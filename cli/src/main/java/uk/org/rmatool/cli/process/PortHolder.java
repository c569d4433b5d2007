package uk.org.rmatool.cli.process;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tells whether a port is free and, on Linux, who listens on it. */
public final class PortHolder {
  private static final String LISTEN = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private PortHolder() {}

  /** Whether a server could listen on the port, on every address. */
  public static boolean free(int port) {
    try (var socket = new ServerSocket()) {
      // Otherwise the connections of a server that has just ended would count as taken.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a UDP socket could be bound to the port, on every address. */
  public static boolean freeUdp(int port) {
    try (var socket = new DatagramSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** The listening process as {@code name (pid n)}; empty if it cannot be seen. */
  public static Optional<String> find(int port) {
    var sockets = listeningSockets(port);
    if (sockets.isEmpty()) {
      return Optional.empty();
    }
    return ProcessHandle.allProcesses()
        .filter(process -> holdsOne(process.pid(), sockets))
        .findFirst()
        .map(process -> name(process.pid()) + " (pid " + process.pid() + ")");
  }

  private static Set<String> listeningSockets(int port) {
    var suffix = String.format(Locale.ROOT, ":%04X", port);
    Set<String> links = new HashSet<>();
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (var line : lines(Path.of(table))) {
        var fields = line.strip().split("\\s+");
        if (fields.length > INODE
            && fields[STATE].equals(LISTEN)
            && fields[LOCAL_ADDRESS].endsWith(suffix)) {
          links.add("socket:[" + fields[INODE] + "]");
        }
      }
    }
    return links;
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      // Not Linux, or hidden from us: the port is taken by somebody that we cannot name.
      return List.of();
    }
  }

  private static boolean holdsOne(long pid, Set<String> sockets) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (var file : files) {
        if (sockets.contains(linkOf(file))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static String linkOf(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String name(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "comm")).strip();
    } catch (IOException e) {
      return "a process";
    }
  }
}
