package uk.org.rmatool.service;

import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends the log to standard error, a line an entry; libraries get a word from WARNING upwards. */
final class StandardErrorLog {
  // Configured loggers that nothing else holds would be collected, level and all.
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger OURS = Logger.getLogger("uk.org.rmatool");

  private StandardErrorLog() {}

  static void install() {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s %5$s%6$s%n");
    LogManager.getLogManager().reset();
    var handler = new ConsoleHandler();
    handler.setFormatter(new SimpleFormatter());
    handler.setLevel(Level.ALL);
    ROOT.addHandler(handler);
    ROOT.setLevel(Level.WARNING);
    OURS.setLevel(Level.INFO);
  }
}
