package uk.org.rmatool.documents.parser;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/** Opens no channel. The JDK makes one by name, hence public; see {@link NoNetwork}. */
public final class RefusingSelectorProvider extends SelectorProvider {
  public RefusingSelectorProvider() {}

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public Pipe openPipe() throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    throw new IOException(NoNetwork.REASON);
  }
}
