package uk.org.rmatool.documents.parser;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.apache.tika.exception.TikaException;
import org.xml.sax.SAXException;
import uk.org.rmatool.documents.protocol.Frames;
import uk.org.rmatool.documents.protocol.ParseRequest;
import uk.org.rmatool.documents.protocol.ParserMessage.Ready;

/**
 * The parser process. Speaks {@link Frames} on its standard streams, reads one document at a time,
 * and ends, with what it has started, when its standard input does.
 */
public final class ParserMain {
  /** Deep documents make parsers recurse; this much stack keeps honest ones from overflowing it. */
  private static final long STACK = 4L * 1024 * 1024;

  private final TikaReader reader;
  private final OutputStream out;

  private ParserMain(TikaReader reader, OutputStream out) {
    this.reader = reader;
    this.out = out;
  }

  public static void main(String[] args) throws IOException, TikaException, SAXException {
    var in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
    var out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err); // a library that prints must not speak for us
    NoNetwork.install();
    quietLibraries();
    outliveSignals();
    var reader = new TikaReader();
    WarmUp.run(reader);
    Frames.write(out, new Ready(reader.ocr()));
    new ParserMain(reader, out).serve(in);
  }

  private void serve(InputStream in) {
    try (var parsing = Executors.newSingleThreadExecutor(ParserMain::withDeepStack)) {
      for (var next = Frames.readRequest(in); next.isPresent(); next = Frames.readRequest(in)) {
        submit(parsing, next.get());
      }
      end(0);
    } catch (IOException e) {
      end(1); // the service is gone in the middle of a request
    }
  }

  private void submit(ExecutorService parsing, ParseRequest request) {
    parsing.execute(
        () -> {
          try {
            Frames.write(out, reader.read(request, out));
          } catch (IOException e) {
            end(1); // nobody listens any more
          }
        });
  }

  private static Thread withDeepStack(Runnable task) {
    var thread = new Thread(null, task, "parser", STACK);
    thread.setUncaughtExceptionHandler((t, e) -> end(1));
    return thread;
  }

  /** Ends at once, tesseract included, whatever a parser is in the middle of. */
  private static void end(int status) {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(status);
  }

  /**
   * Ctrl-C and a service manager's SIGTERM reach every process of the service at once. The service
   * then finishes what is in progress, for which it needs its parsers: they go when it does.
   */
  private static void outliveSignals() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  /** What libraries say about a document goes to its sender; in a log it is noise, or injection. */
  private static void quietLibraries() {
    System.setProperty("org.apache.logging.log4j.simplelog.level", "OFF");
    System.setProperty("log4j2.StatusLogger.level", "OFF");
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);
  }
}
