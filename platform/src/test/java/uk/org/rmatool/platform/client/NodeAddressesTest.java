package uk.org.rmatool.platform.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.platform.client.NodeAddresses.ForbiddenAddressException;

class NodeAddressesTest {
  private static InetAddress[] of(InetAddress... addresses) throws UnknownHostException {
    return new NodeAddresses(host -> addresses).of("node.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "192.168.1.7",
        "fd00::1",
        "192.0.2.1",
        "2001:db8::1"
      })
  void aNameMayLeadToWhereANodeCanBe(String address) throws UnknownHostException {
    assertThat(of(InetAddress.getByName(address))).containsExactly(InetAddress.getByName(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.1.1",
        "fe80::1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "fd00:ec2::254",
        "100.100.100.200"
      })
  void aNameMayNotLeadToTheNetworksOwnPlumbing(String address) {
    assertThatThrownBy(() -> of(InetAddress.getByName(address)))
        .isInstanceOf(ForbiddenAddressException.class)
        .hasMessageContaining("node.example leads to ");
  }

  @Test
  void oneForbiddenAddressAmongSeveralIsEnough() throws UnknownHostException {
    var good = InetAddress.getByName("192.0.2.1");
    var bad = InetAddress.getByName("169.254.169.254");
    assertThatThrownBy(() -> of(good, bad)).isInstanceOf(ForbiddenAddressException.class);
  }

  @Test
  void anIpv4AddressInIpv6DressIsKnown() throws UnknownHostException {
    var mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    mapped[12] = mapped[14] = (byte) 169;
    mapped[13] = mapped[15] = (byte) 254;
    var dressed = Inet6Address.getByAddress("node.example", mapped, 1);
    assertThat(dressed).isInstanceOf(Inet6Address.class);
    assertThatThrownBy(() -> of(dressed)).isInstanceOf(ForbiddenAddressException.class);
  }

  @Test
  void aNameThatNobodyHasStaysUnknown() {
    var nobody =
        new NodeAddresses(
            host -> {
              throw new UnknownHostException(host);
            });
    assertThatThrownBy(() -> nobody.of("node.example"))
        .isInstanceOf(UnknownHostException.class)
        .isNotInstanceOf(ForbiddenAddressException.class);
  }
}
