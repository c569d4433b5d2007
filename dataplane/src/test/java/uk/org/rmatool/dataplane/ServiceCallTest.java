package uk.org.rmatool.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

class ServiceCallTest {
  @Test
  void shortNamesStandForServices() {
    var call = ServiceCall.parse("/service/upload/extract", null);
    assertThat(call).isEqualTo(new ServiceCall("document-processing", "/extract", ""));
    assertThat(ServiceCall.parse("/api/service/rag/v1", "q=1").asPath())
        .isEqualTo("/service/rag-embeddings/v1?q=1");
  }

  @Test
  void pathAndQueryStayAsTheyWereSent() {
    var call = ServiceCall.parse("/service/x/a%2Fb//c;d=1/%20|", "a=%26&b");
    assertThat(call.asPath()).isEqualTo("/service/x/a%2Fb//c;d=1/%20|?a=%26&b");
  }

  @Test
  void aServiceMayBeCalledWithoutPath() {
    assertThat(ServiceCall.parse("/service/ner", null))
        .isEqualTo(new ServiceCall("ner-extraction", "", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/service/x/../y",
        "/service/x/%2e%2E/y",
        "/service/x/a/..",
        "/service/x/..%2fy",
        "/service/x/.;a/b"
      })
  void dotSegmentsAreRefused(String uri) {
    assertThatThrownBy(() -> ServiceCall.parse(uri, null))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/service/", "/service", "/service//x", "/service/%2e%2e/x", "/api/service/"})
  void aCallThatNamesNoServiceIsNotFound(String uri) {
    assertThatThrownBy(() -> ServiceCall.parse(uri, null))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.NOT_FOUND));
  }
}
