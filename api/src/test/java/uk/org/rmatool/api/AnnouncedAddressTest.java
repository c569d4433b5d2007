package uk.org.rmatool.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncedAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9101, http://127.0.0.1:9101",
    "http://localhost:8000/, http://localhost:8000",
    "' https://x.example.org/base// ', https://x.example.org/base",
    "HTTPS://X.example.org, HTTPS://X.example.org",
    "http://[fd00::1]:8000, http://[fd00::1]:8000",
    "http://[2001:db8::1], http://[2001:db8::1]",
    "http://10.0.0.1:65535, http://10.0.0.1:65535",
    "http://metadatabase.example, http://metadatabase.example",
  })
  void addressesThatANodeCanHaveAreTaken(String given, String taken) {
    assertThat(AnnouncedAddress.parse(given)).hasToString(taken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest",
        "http://169.254.1.1:80",
        "http://0.0.0.0:8000",
        "http://0:8000",
        "http://224.0.0.1",
        "http://239.255.255.255",
        "http://[fe80::1]:8000",
        "http://[febf::1]",
        "http://[ff02::1]",
        "http://[::]",
        "http://[::ffff:169.254.169.254]",
        "http://100.100.100.200",
        "http://[fd00:ec2::254]",
        "http://[::ffff:100.100.100.200]",
        "http://[fd00:ec2:0::254%1]",
        "http://metadata",
        "http://metadata.google.internal",
        "http://METADATA.google.internal",
      })
  void addressesOfTheNetworksOwnPlumbingAreRefused(String url) {
    assertThatThrownBy(() -> AnnouncedAddress.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("names a host that no node can have");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "//x",
        "ftp://x",
        "file:///etc/passwd",
        "jar:http://x!/",
        "gopher://x:70",
        "http:x",
        "http:///x",
        "http://",
        "http://u@x",
        "http://u:p@x",
        "http://x?q=1",
        "http://x#f",
        "http://x:0",
        "http://x:65536",
        "http://x:-1",
        "http://x y",
        "http://x\r\nHost: y",
        "http://a_b"
      })
  void whatIsNoPlainHttpAddressIsRefused(String url) {
    assertThatThrownBy(() -> AnnouncedAddress.parse(url))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254.",
        "http://2852039166", // 169.254.169.254 as one number
        "http://0xa9fea9fe",
        "http://0251.0376.0251.0376",
        "http://169.254.43518",
        "http://[::ffff:a9fe:a9fe]",
        "http://[0:0:0:0:0:ffff:a9fe:a9fe]",
        "http://[0:0:0:0:0:0:0:0]",
        "http://00.0.0.0",
        "http://metadata.google.internal.",
      })
  void otherSpellingsOfThemAreRefusedToo(String url) {
    assertThatThrownBy(() -> AnnouncedAddress.parse(url))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
