package uk.org.rmatool.documents.parser;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;

/**
 * Run in a process of its own: tries every way out to a port of this machine, and says for each
 * whether it led anywhere. With <code>install</code> it first takes the network away as a parser
 * does.
 */
final class NetworkProbe {
  private NetworkProbe() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    if (args[1].equals("install")) {
      NoNetwork.install();
    }
    var url = "http://127.0.0.1:" + port + "/";
    var ways = new LinkedHashMap<String, Callable<?>>();
    ways.put("socket", () -> new Socket("127.0.0.1", port));
    ways.put("channel", () -> SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
    ways.put(
        "async",
        () ->
            AsynchronousSocketChannel.open()
                .connect(new InetSocketAddress("127.0.0.1", port))
                .get());
    ways.put("url", () -> URI.create(url).toURL().openStream());
    ways.put(
        "url-connection",
        () -> ((HttpURLConnection) URI.create(url).toURL().openConnection()).getResponseCode());
    ways.put(
        "client",
        () ->
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding()));
    ways.put("xml", () -> xml(url));
    // an empty network of one's own does not hinder the following, Java must
    ways.put("server-socket", () -> new ServerSocket(0));
    ways.put("server-channel", () -> ServerSocketChannel.open().bind(null));
    ways.put("datagram-socket", () -> new DatagramSocket(0));
    ways.put("datagram-channel", () -> DatagramChannel.open().bind(null));
    ways.put("name", NetworkProbe::name);
    ways.put("huge-file", NetworkProbe::hugeFile);
    for (Map.Entry<String, Callable<?>> way : ways.entrySet()) {
      System.out.println(way.getKey() + "=" + outcome(way.getValue()));
    }
    System.exit(0);
  }

  private static String outcome(Callable<?> way) {
    try {
      way.call();
      return "open";
    } catch (Exception | LinkageError e) {
      return "refused";
    }
  }

  /** Whoever is asked, this name may be unknown; what counts is that nobody is. */
  private static InetAddress name() throws Exception {
    try {
      return InetAddress.getByName("example.org");
    } catch (UnknownHostException e) {
      if (String.valueOf(e.getMessage()).contains(NoNetwork.REASON)) {
        throw e;
      }
      return InetAddress.getLoopbackAddress();
    }
  }

  private static Document xml(String url) throws Exception {
    var builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
    builder.setErrorHandler(null);
    var xml = "<!DOCTYPE a SYSTEM '%sdtd'><a/>".formatted(url);
    return builder.parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
  }

  private static Void hugeFile() throws Exception {
    var path = Files.createTempFile("huge", "");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(3L << 30); // sparse, so it costs nothing where it works
      return null;
    } finally {
      Files.delete(path);
    }
  }
}
