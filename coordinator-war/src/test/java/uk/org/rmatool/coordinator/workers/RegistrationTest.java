package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static uk.org.rmatool.coordinator.workers.TestJson.json;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

class RegistrationTest {
  private static Registration parse(String text) {
    return Registration.parse(json(text), false);
  }

  @Test
  void everythingIsRead() {
    var registration =
        parse(
            "{'worker_id':'extra','tunnel_url':'http://127.0.0.1:9101/','capabilities':{'worker_type':'cpu'},"
                + "'services':[{'name':'s','capabilities':['ocr']}],'containers':[{'name':'c'}],"
                + "'vpn_ip':'10.1.1.1','api':'rma/2','runnable':['b','a','b'],'bogus':1}");
    assertThat(registration.id()).contains(new NodeId("extra"));
    assertThat(registration.tunnelUrl()).isEqualTo(URI.create("http://127.0.0.1:9101"));
    assertThat(registration.vpnIp()).contains("10.1.1.1");
    assertThat(registration.isOurs()).isTrue();
    assertThat(registration.capabilities()).isEqualTo(json("{'worker_type':'cpu'}"));
    assertThat(registration.services())
        .containsExactly(json("{'name':'s','capabilities':['ocr']}"));
    assertThat(registration.containers()).containsExactly(json("{'name':'c'}"));
    assertThat(registration.runnable()).containsExactly("a", "b");
  }

  @Test
  void aDeployedWorkersRegistrationIsNotOneOfOurs() {
    var least = "{'worker_id':'w','tunnel_url':'http://w:1','capabilities':{}";
    assertThat(parse(least + "}").isOurs()).isFalse();
    assertThat(parse(least + ",'api':'rma/3'}").isOurs()).isFalse();
    assertThat(parse(least + ",'api':null,'services':null,'vpn_ip':null}").services()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\\t"})
  void anEmptyIdMeansThatOneIsToBeGivenOut(String id) {
    assertThat(parse("{'worker_id':'" + id + "','tunnel_url':'http://w:1','capabilities':{}}").id())
        .isEmpty();
  }

  @Test
  void everyMissingFieldIsNamed() {
    assertThatThrownBy(() -> parse("{}"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().type()).isEqualTo(ProblemType.INVALID_FIELDS);
              assertThat(e.problem().errors())
                  .extracting(FieldError::field, FieldError::message)
                  .containsExactlyInAnyOrder(
                      tuple("worker_id", "is required and must be a string."),
                      tuple("tunnel_url", "is required and must be an http or https URL."),
                      tuple("capabilities", "is required and must be an object."));
            });
  }

  @Test
  void everyMistypedFieldIsNamedOnce() {
    assertThatThrownBy(
            () ->
                parse(
                    "{'worker_id':1,'tunnel_url':'nowhere','capabilities':[],'services':{},"
                        + "'containers':['c'],'vpn_ip':4,'api':true,'runnable':[1]}"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e ->
                assertThat(e.problem().errors())
                    .extracting(FieldError::field)
                    .containsExactlyInAnyOrder(
                        "worker_id",
                        "tunnel_url",
                        "capabilities",
                        "services",
                        "containers",
                        "vpn_ip",
                        "api",
                        "runnable"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://x        | must be an http or https URL.",
        "http://        | is not a URL.",
        "http://u:p@x   | must name a host and carry no user name or password.",
        "http://x?q     | must be a plain address without query or fragment, its port from 1 to"
            + " 65535.",
        "http://169.254.169.254 | names a host that no node can have (link-local, unspecified,"
            + " multicast, metadata).",
      })
  void addressesThatNobodyShouldCallAreRefused(String url, String message) {
    assertThatThrownBy(
            () -> parse("{'worker_id':'w','tunnel_url':'" + url + "','capabilities':{}}"))
        .hasMessage("tunnel_url: " + message);
  }

  @Test
  void limitsHold() {
    var rest = "'tunnel_url':'http://w:1','capabilities':{}";
    assertThat(parse("{'worker_id':'" + "x".repeat(200) + "'," + rest + "}").id()).isPresent();
    assertThatThrownBy(() -> parse("{'worker_id':'" + "x".repeat(201) + "'," + rest + "}"))
        .hasMessage("worker_id: is longer than 200 characters.");
    assertThatThrownBy(() -> parse("{'worker_id':'a\\u0001'," + rest + "}"))
        .hasMessageStartingWith("worker_id: an id has 1 to 200 characters");
    var services = "[" + "{},".repeat(200) + "{}]";
    assertThatThrownBy(() -> parse("{'worker_id':'w'," + rest + ",'services':" + services + "}"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.TOO_LARGE))
        .hasMessage("services has 201 entries; at most 200 are taken.");
  }

  @Test
  void aRegistrationIsNotLargerThanTheRegistryCanKeep() {
    var body =
        "{'worker_id':'w','tunnel_url':'http://w:1','capabilities':{'a':'%s'}}"
            .formatted("x".repeat(33_000));
    assertThatThrownBy(() -> Registration.parse(json(body), false))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.TOO_LARGE));
  }

  @Test
  void aServiceHasANameThatARouterTakes() {
    var body =
        "{'worker_id':'w','tunnel_url':'http://w:1','capabilities':{},'services':[{'name':'%s'}]}"
            .formatted("x".repeat(201));
    assertThatThrownBy(() -> Registration.parse(json(body), false))
        .hasMessageContaining("services: has a name longer than 200 characters");
  }
}
