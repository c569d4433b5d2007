package uk.org.rmatool.ocr.tesseract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final String HEAD =
      "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf"
          + "\ttext\n";

  @Test
  void pagesLinesAndParagraphsAreKept() {
    var layout =
        Layout.parse(
            HEAD
                + "1\t1\t0\t0\t0\t0\t0\t0\t90\t40\t-1\t\n"
                + "5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t96.5\tOne\n"
                + "5\t1\t1\t1\t1\t2\t5\t2\t3\t4\t90\ttwo\n"
                + "5\t1\t1\t1\t2\t1\t1\t9\t3\t4\t90\tthree\n"
                + "5\t1\t1\t2\t1\t1\t1\t9\t3\t4\t90\tFour\n"
                + "5\t1\t1\t2\t1\t2\t1\t9\t3\t4\t95\t \n"
                + "1\t2\t0\t0\t0\t0\t0\t0\t80\t30\t-1\t\n");
    assertThat(layout.pages()).hasSize(2);
    assertThat(layout.pages().getFirst().text()).isEqualTo("One two\nthree\n\nFour");
    assertThat(layout.pages().getFirst().words().getFirst())
        .isEqualTo(new Word("One", 1, 2, 3, 4, 1, 1, 1, 96.5));
    assertThat(layout.pages().getLast()).isEqualTo(new Page(2, 80, 30, List.of()));
  }

  @Test
  void whatIsNoTableIsRefused() {
    assertThatThrownBy(() -> Layout.parse("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Layout.parse(HEAD)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Layout.parse(HEAD + "1\t1\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 200)
  void whateverComesIsReadOrRefused(@ForAll String rows) {
    try {
      assertThat(Layout.parse(HEAD + rows).pages()).isNotEmpty();
    } catch (IllegalArgumentException expected) {
      assertThat(expected).isNotNull();
    }
  }
}
