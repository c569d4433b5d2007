package uk.org.rmatool.cli.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.servers.PlatformServer.Database;

class GivenDatabaseTest {
  @Test
  void theUsualAddressIsRead() {
    assertThat(GivenDatabase.parse("postgresql://rma:p%40ss+word@db.example.org:6432/region"))
        .isEqualTo(new Database("db.example.org", 6432, "region", "rma", "p@ss+word"));
    assertThat(GivenDatabase.parse("postgresql://rma:x@db/region").port()).isEqualTo(5432);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://rma:secret@db/region",
        "postgresql://db/region?password=secret",
        "postgresql://rma:secret@db",
        "postgresql://rma:sec ret@db/region"
      })
  void anythingElseIsRefusedWithoutShowingThePassword(String url) {
    assertThatThrownBy(() -> GivenDatabase.parse(url))
        .isInstanceOf(Failure.class)
        .hasMessage("EDGE_DATABASE_URL is not like postgresql://user:password@host:port/name");
  }
}
