package uk.org.rmatool.corenlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Answers each line of standard input, a text, with a line of its names, and ends when its input
 * does. The first line out is <code>ready</code>.
 */
public final class CrfMain {
  private CrfMain() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: java -jar rma-ner-corenlp.jar MODEL.crf.ser.gz");
      System.exit(2);
    }
    var out = System.out;
    System.setOut(System.err); // what libraries print is no answer
    try {
      serve(CrfTagger.load(Path.of(args[0])), new PrintStream(out, false, UTF_8));
    } catch (IOException e) {
      System.err.println("cannot tag: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void serve(CrfTagger tagger, PrintStream out) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    send(out, "ready");
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      send(out, answer(tagger, line));
    }
  }

  private static String answer(CrfTagger tagger, String line) {
    try {
      return LineProtocol.line(tagger.names(LineProtocol.text(line)));
    } catch (RuntimeException e) {
      return LineProtocol.error(e);
    }
  }

  private static void send(PrintStream out, String line) {
    out.print(line + "\n");
    out.flush();
  }
}
