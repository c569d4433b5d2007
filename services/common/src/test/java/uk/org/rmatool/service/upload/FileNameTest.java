package uk.org.rmatool.service.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileNameTest {
  @Test
  void aPathOfAnySystemIsCutToItsLastPart() {
    assertThat(FileName.clean("../../etc/passwd")).isEqualTo("passwd");
    assertThat(FileName.clean("C:\\docs\\a.pdf")).isEqualTo("a.pdf");
    assertThat(FileName.clean("dir/")).isEmpty();
  }

  @Test
  void controlCharactersGoAndALongNameKeepsItsExtension() {
    assertThat(FileName.clean("a\r\nb\u0000\u202e.txt")).isEqualTo("ab.txt");
    assertThat(FileName.clean("x".repeat(500) + ".pdf"))
        .hasSize(FileName.MAX_LENGTH)
        .endsWith(".pdf");
  }

  @Test
  void aDispositionNamesTheFilePlainQuotedOrExtended() {
    assertThat(FileName.inDisposition("attachment; filename=a.pdf")).isEqualTo("a.pdf");
    assertThat(FileName.inDisposition("attachment; filename=\"a \\\"b\\\".pdf\""))
        .isEqualTo("a \"b\".pdf");
    assertThat(FileName.inDisposition("attachment; filename=x; filename*=UTF-8''gr%C3%BC+n.pdf"))
        .isEqualTo("grü+n.pdf");
    assertThat(FileName.inDisposition("inline")).isEmpty();
    assertThat(FileName.inDisposition("attachment; filename*=UTF-8''%zz")).isEmpty();
  }

  @Test
  void aHeaderThatIsUtf8IsReadAsSuchAndAnyOtherIsLeft() {
    assertThat(FileName.ofHeader("grÃ¼n")).isEqualTo("grün");
    assertThat(FileName.ofHeader("grün")).isEqualTo("grün");
  }
}
