package uk.org.rmatool.worker.detect;

import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import uk.org.rmatool.platform.wiring.RuntimeEdge;

/**
 * Prints what this machine is to a worker with the settings in its environment, for people or, with
 * <code>--json</code>, for programs. Ends with status 2 when a setting cannot be right.
 */
public final class DetectMain {
  private static final int MISUSED = 2;

  private DetectMain() {}

  public static void main(String[] arguments) {
    Logger.getLogger("").setLevel(Level.OFF); // what went wrong stands in what is printed
    System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
  }

  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      var parts = new Parts(environment).with(Clock.class, new RuntimeEdge().clock());
      var findings = parts.get(Findings.class).look();
      if (arguments.contains("--json")) {
        out.println(findings);
      } else {
        FindingsText.lines(findings).forEach(out::println);
      }
      return 0;
    } catch (IllegalArgumentException e) {
      err.println("rma: " + e.getMessage());
      return MISUSED;
    }
  }
}
