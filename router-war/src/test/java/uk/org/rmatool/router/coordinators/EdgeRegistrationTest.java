package uk.org.rmatool.router.coordinators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.io.StringReader;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

class EdgeRegistrationTest {
  private static EdgeRegistration parse(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return EdgeRegistration.parse(reader.readObject());
    }
  }

  @Test
  void theShortFormIsTaken() {
    var registration = parse("{'url':'http://127.0.0.1:9','location':'dead'}");
    assertThat(registration.id()).isEmpty();
    assertThat(registration.tunnelUrl()).isEqualTo(URI.create("http://127.0.0.1:9"));
    assertThat(registration.location()).isEqualTo("dead");
    assertThat(registration.dhtPort()).isEmpty();
    assertThat(registration.digest()).isEqualTo(Digest.NONE);
  }

  @Test
  void theLongFormIsTaken() {
    var registration =
        parse(
            "{'worker_id':'e','tunnel_url':'https://e.example','url':'http://other','capabilities':{'location':'test','dht_port':8470}}");
    assertThat(registration.id()).contains(new NodeId("e"));
    assertThat(registration.tunnelUrl()).isEqualTo(URI.create("https://e.example"));
    assertThat(registration.location()).isEqualTo("test");
    assertThat(registration.dhtPort()).contains(8470);
  }

  @Test
  void whatIsSaidAtTheTopGoesBeforeCapabilities() {
    var registration =
        parse(
            "{'url':'http://e','location':'a','dht_port':9999,'capabilities':{'location':'b','dht_port':8470}}");
    assertThat(registration.location()).isEqualTo("a");
    assertThat(registration.dhtPort()).contains(9999);
  }

  @Test
  void withoutLocationItIsUnknown() {
    assertThat(parse("{'url':'http://e','capabilities':null}").location()).isEqualTo("unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{'url':null}", "{'url':' '}", "{'tunnel_url':null,'worker_id':'e'}"})
  void withoutAddressItIs400AndSaysWhatIsRequired(String body) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().type()).isEqualTo(ProblemType.INVALID_EDGE_REGISTRATION);
              assertThat(e.problem().toJson().getString("error"))
                  .isEqualTo("Invalid edge registration");
              assertThat(e.problem().toJson().getString("required"))
                  .isEqualTo("Must provide \"url\" or \"tunnel_url\" field");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'url':5}                                 | url: must be a string.",
        "{'url':'ftp://x'}                         | url: must be an http or https URL.",
        "{'url':5,'tunnel_url':'http://e'}        | url: must be a string.",
        "{'url':'http://e','dht_port':0}           | dht_port: must be from 1 to 65535.",
        "{'url':'http://e','dht_port':65536}       | dht_port: must be from 1 to 65535.",
        "{'url':'http://e','dht_port':'x'}         | dht_port: must be a number.",
        "{'url':'http://e','location':1}           | location: must be a string.",
        "{'url':'http://e','worker_id':[]}         | worker_id: must be a string.",
        "{'url':'http://e','capabilities':[]}      | capabilities: must be an object.",
        "{'url':'http://e','capabilities':{'location':7}} | location: must be a string.",
        "{'url':'http://e','services':[{}]}        | name: is required and must be a string.",
        "{'url':'http://e','services':{}}          | services: must be a list.",
        "{'url':'http://e','services':[{'name':'a','providers':-1}]} | providers: must be from 0 to"
            + " 2147483647.",
      })
  void fieldsThatAreWrongAreNamed(String body, String detail) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.INVALID_FIELDS))
        .hasMessage(detail);
  }

  @Test
  void aRegionHasAtMostAThousandServices() {
    var services = "{'name':'s'},".repeat(1000) + "{'name':'s'}";
    assertThatThrownBy(() -> parse("{'url':'http://e','services':[" + services + "]}"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.TOO_LARGE));
  }
}
