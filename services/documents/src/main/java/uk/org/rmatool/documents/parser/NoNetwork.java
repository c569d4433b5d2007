package uk.org.rmatool.documents.parser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the network away from this process: every way to it that the JDK offers is replaced by one
 * that throws. It holds where the kernel's own separation is not to be had, and it turns a waiting
 * for a dead network into an immediate error where it is. It guards against libraries that follow a
 * reference in a document; it is no sandbox for foreign code.
 */
public final class NoNetwork {
  static final String REASON = "A parser has no network.";

  private static final String MARK = "uk.org.rmatool.documents.parser.no-network";
  private static final Set<String> LOCAL_PROTOCOLS = Set.of("file", "jar", "jrt");

  private NoNetwork() {}

  /** To be called once, before anything else in the process has used a socket or a URL. */
  public static void install() throws IOException {
    System.setProperty(MARK, "true");
    System.setProperty(
        "java.nio.channels.spi.SelectorProvider", RefusingSelectorProvider.class.getName());
    System.setProperty(
        "java.nio.channels.spi.AsynchronousChannelProvider",
        RefusingAsynchronousChannelProvider.class.getName());
    for (var what : Set.of("DTD", "Schema", "Stylesheet")) {
      System.setProperty("javax.xml.accessExternal" + what, "");
    }
    URL.setURLStreamHandlerFactory(
        protocol -> LOCAL_PROTOCOLS.contains(protocol) ? null : new RefusingHandler());
    refuseSockets();
  }

  static boolean isInstalled() {
    return Boolean.getBoolean(MARK);
  }

  @SuppressWarnings("deprecation") // the only way to reach java.net's sockets; nothing replaces it
  private static void refuseSockets() throws IOException {
    Socket.setSocketImplFactory(NoNetwork::noSocket);
    ServerSocket.setSocketFactory(NoNetwork::noSocket);
    DatagramSocket.setDatagramSocketImplFactory(NoNetwork::noDatagramSocket);
  }

  private static SocketImpl noSocket() {
    throw new UncheckedIOException(new IOException(REASON));
  }

  private static DatagramSocketImpl noDatagramSocket() {
    throw new UncheckedIOException(new IOException(REASON));
  }

  private static final class RefusingHandler extends URLStreamHandler {
    @Override
    protected @Nullable URLConnection openConnection(URL url) throws IOException {
      throw new IOException(REASON);
    }
  }
}
