package uk.org.rmatool.documents.parser;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Resolves no name in a parser, and leaves the service alone: both run from the same jar, which
 * announces this provider to the JDK. See {@link NoNetwork}.
 */
public final class RefusingResolverProvider extends InetAddressResolverProvider {
  public RefusingResolverProvider() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return NoNetwork.isInstalled() ? new Refusing() : configuration.builtinResolver();
  }

  @Override
  public String name() {
    return "none in a parser";
  }

  private static final class Refusing implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      throw new UnknownHostException(NoNetwork.REASON);
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      throw new UnknownHostException(NoNetwork.REASON);
    }
  }
}
