package uk.org.rmatool.worker.launcher;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** As much of a Neo4j server as its worker sees: takes version 5.8 of Bolt where it is offered. */
public final class FakeBolt {
  private static final int MAGIC = 0x6060B017;
  private static final int UP_TO_5_8 = 0x00080805;
  private static final int V5_8 = 0x00000805;

  private FakeBolt() {}

  /** Takes its port. */
  public static void main(String[] arguments) throws IOException {
    var port = Integer.parseInt(arguments[0]);
    try (var server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      while (true) {
        try (var socket = server.accept()) {
          var in = new DataInputStream(socket.getInputStream());
          var offered = in.readInt() == MAGIC && in.readInt() == UP_TO_5_8;
          in.readNBytes(12);
          new DataOutputStream(socket.getOutputStream()).writeInt(offered ? V5_8 : 0);
        } catch (IOException e) {
          System.out.println("A client left: " + e);
        }
      }
    }
  }
}
