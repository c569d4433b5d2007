package uk.org.rmatool.service;

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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line and the life of a service. Prints its address on standard output when it is
 * ready. On SIGTERM or SIGINT it gives what is in progress 10 seconds and ends with status 0;
 * status 1 is a service that cannot start, said in a sentence, 2 a wrong option.
 *
 * <p>A service extends this with a {@link Command} that has a name and a description, and with
 * options of its own in a {@link Mixin}; each is also taken from the environment ({@link
 * EnvironmentDefaults}).
 */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
public abstract class ServiceProgram implements Callable<Integer> {
  private static final Logger LOG = System.getLogger(ServiceProgram.class.getName());

  private final String service;
  private final String prefix;
  private final int port;

  /** How long requests in progress have to finish when the process is told to end. */
  private volatile Duration patience = Duration.ofSeconds(10);

  @Mixin private ServiceOptions listening = new ServiceOptions();
  @Spec private CommandSpec spec;

  /**
   * A program that {@link #run} runs.
   *
   * @param service its name in the catalogue
   * @param prefix what the names of its environment variables begin with
   * @param port where it listens by default
   */
  protected ServiceProgram(String service, String prefix, int port) {
    this.service = service;
    this.prefix = prefix;
    this.port = port;
  }

  /** Throws {@link IllegalArgumentException} with a sentence on the first option out of range. */
  protected abstract void check();

  /**
   * Returns when the service takes requests; leaves nothing behind when it cannot.
   *
   * @throws IOException with a sentence that says why it cannot
   */
  protected abstract RunningService start(ServiceOptions listening) throws IOException;

  /** Serves until the process is told to end; never returns. */
  protected final void run(String[] args) {
    StandardErrorLog.install();
    var line = new CommandLine(this);
    line.setDefaultValueProvider(new EnvironmentDefaults(prefix, port, System.getenv()));
    line.getCommandSpec().version(spec.name() + " " + version());
    line.getCommandSpec()
        .usageMessage()
        .footer(
            "An option that takes a value can be given by the environment as well: --port as "
                + prefix
                + "_PORT.");
    System.exit(line.execute(args));
  }

  /** The version in the jar's manifest. */
  protected final String version() {
    var version = getClass().getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public final Integer call() throws InterruptedException {
    try {
      ServiceOptions.inRange("--port", listening.port, 0, 65_535);
      check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (listening.exitWithParent) {
      Thread.ofPlatform().daemon().name("parent-watch").start(() -> endAfter(System.in));
    }
    try {
      serve(start(listening));
      return 0;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "No start.", e);
      System.err.println(service + " cannot start: " + reason(e));
      return 1;
    }
  }

  private void serve(RunningService running) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      LOG.log(
                          Level.INFO,
                          "The service is stopping. patience_s={0}",
                          patience.toSeconds());
                      running.stop(patience);
                      Runtime.getRuntime().halt(0); // a stop on request is no failure
                    }));
    System.out.println(service + " listens at " + running.address());
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
}
