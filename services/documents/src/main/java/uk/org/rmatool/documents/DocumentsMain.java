package uk.org.rmatool.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of document-processing. */
@Command(
    name = "rma-documents",
    mixinStandardHelpOptions = true,
    versionProvider = DocumentsMain.Version.class,
    sortOptions = false,
    description =
        "Gives text, metadata and media type of documents over HTTP. Prints its address on standard"
            + " output when it is ready.")
public final class DocumentsMain implements Callable<Integer> {
  private static final Logger LOG = System.getLogger(DocumentsMain.class.getName());

  /** How long requests in progress have to finish when the process is told to end. */
  private volatile Duration patience = Duration.ofSeconds(10);

  @Mixin private DocumentsConfig config = new DocumentsConfig();
  @Spec private CommandSpec spec;

  private DocumentsMain() {}

  public static void main(String[] args) {
    StandardErrorLog.install();
    int status = new CommandLine(new DocumentsMain()).execute(args);
    if (status >= 0) {
      System.exit(status);
    }
  }

  /** Serves until the process is told to end; returns only when the service cannot start. */
  @Override
  public Integer call() throws InterruptedException {
    try {
      config.check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (config.exitWithParent) {
      Thread.ofPlatform().daemon().name("parent-watch").start(() -> endAfter(System.in));
    }
    try {
      serve(DocumentsService.start(config, Version.number()));
      return 0;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "No start.", e);
      System.err.println("document-processing cannot start: " + reason(e));
      return 1;
    }
  }

  private void serve(DocumentsService service) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      service.stop(patience);
                      Runtime.getRuntime().halt(0); // a stop on request is no failure
                    }));
    System.out.println("document-processing listens at " + service.address());
    System.out.flush();
    new CountDownLatch(1).await();
  }

  /**
   * The parent holds the other end of standard input and never writes to it; it ends with the
   * parent, however that ends. Nobody is left to wait for answers then, so this does not wait.
   */
  private void endAfter(InputStream parent) {
    try {
      parent.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "As good as its end.", e);
    }
    LOG.log(Level.INFO, "The parent process has ended, and so does the service.");
    patience = Duration.ZERO;
    System.exit(0);
  }

  private static String reason(IOException e) {
    var cause = e.getCause();
    return cause == null ? text(e) : text(e) + " (" + text(cause) + ")";
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    Version() {}

    @Override
    public String[] getVersion() {
      return new String[] {"rma-documents " + number()};
    }

    static String number() {
      var version = DocumentsMain.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }
  }
}
