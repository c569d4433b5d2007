package uk.org.rmatool.jkademlia.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Contact;

class AddressesTest {
  private static final NodeId ID = new NodeId(Key.named("a"));
  private static final InetSocketAddress FAR = new InetSocketAddress("192.0.2.1", 8468);
  private static final InetSocketAddress NEAR = new InetSocketAddress("127.0.0.1", 8468);

  @ParameterizedTest
  @ValueSource(strings = {"198.51.100.7", "10.0.0.1", "2001:db8:0:0:0:0:0:1", "::ffff:10.0.0.1"})
  void addressesInNumbersAreTaken(String host) {
    assertThat(Addresses.peer(new Contact(ID, host, 8468), FAR)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "localhost",
        "",
        "1.2.3",
        "1.2.3.256",
        "1.2.3.4.5",
        "0x7f.1",
        "a:b:c",
        ":::",
        "fe80::1%eth0",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "127.0.0.1",
        "::1",
        "fe80::1"
      })
  void namesAndWhatCannotBeAnotherNodeAreNot(String host) {
    assertThat(Addresses.peer(new Contact(ID, host, 8468), FAR)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void nodesOfThisMachineMayTellOfEachOther(String host) {
    assertThat(Addresses.peer(new Contact(ID, host, 8468), NEAR)).isPresent();
    assertThat(Addresses.peer(new Contact(ID, host, 0), NEAR)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"198.51.100.7", "2001:db8:0:0:0:0:0:1"})
  void aPeerIsToldAsItWasHeard(String host) {
    var contact = new Contact(ID, host, 8468);
    assertThat(Addresses.peer(contact, FAR).map(Peer::contact)).contains(contact);
  }
}
