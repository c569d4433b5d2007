package uk.org.rmatool.ner.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Speaks ner-corenlp's protocol and knows two names. Some texts make it misbehave: <code>hang
 * </code>, <code>die</code>, <code>lie</code>, <code>refuse</code>, and <code>once:</code> with a
 * file that is not there yet.
 */
public final class StandInTagger {
  private StandInTagger() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("dumb")) {
      System.exit(1);
    }
    var out = new PrintStream(System.out, true, UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    out.print("ready\n");
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      out.print(answer(line) + "\n");
      out.flush();
    }
  }

  private static String answer(String line) throws IOException, InterruptedException {
    if (line.startsWith("once:")) {
      var mark = Path.of(line.substring("once:".length()));
      if (!Files.exists(mark)) {
        Files.createFile(mark);
        System.exit(1);
      }
    }
    switch (line) {
      case "hang" -> new CountDownLatch(1).await();
      case "die" -> System.exit(1);
      case "lie" -> {
        return "PERSON 0 400 1.0000";
      }
      case "refuse" -> {
        return "!a word too long";
      }
      default -> {}
    }
    var text = line.replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\");
    var answer = new StringBuilder();
    name(answer, text, "PERSON", "Mrs Xu");
    name(answer, text, "ORGANIZATION", "Universal Credit");
    name(answer, text, "MISC", "Welsh");
    return answer.toString().strip();
  }

  private static void name(StringBuilder answer, String text, String type, String name) {
    int start = text.indexOf(name);
    if (start >= 0) {
      answer.append("%s %d %d 0.9000\t".formatted(type, start, start + name.length()));
    }
  }
}
