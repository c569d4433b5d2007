package uk.org.rmatool.documents.parser;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Opens no channel. The JDK makes one by name, hence public; see {@link NoNetwork}. */
public final class RefusingAsynchronousChannelProvider extends AsynchronousChannelProvider {
  public RefusingAsynchronousChannelProvider() {}

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(int threads, ThreadFactory factory)
      throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(ExecutorService executor, int size)
      throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    throw new IOException(NoNetwork.REASON);
  }

  @Override
  public AsynchronousSocketChannel openAsynchronousSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    throw new IOException(NoNetwork.REASON);
  }
}
