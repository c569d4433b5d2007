package uk.org.rmatool.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.control.DownCommand;
import uk.org.rmatool.cli.control.LogsCommand;
import uk.org.rmatool.cli.control.StatusCommand;
import uk.org.rmatool.cli.edge.EdgeCommand;
import uk.org.rmatool.cli.migrate.MigrateCommand;
import uk.org.rmatool.cli.operate.ApproveCommand;
import uk.org.rmatool.cli.operate.BenchmarkCommand;
import uk.org.rmatool.cli.operate.CoordinatorsCommand;
import uk.org.rmatool.cli.operate.CordonCommand;
import uk.org.rmatool.cli.operate.DhtCommand;
import uk.org.rmatool.cli.operate.DrainCommand;
import uk.org.rmatool.cli.operate.LabelCommand;
import uk.org.rmatool.cli.operate.RejectCommand;
import uk.org.rmatool.cli.operate.UncordonCommand;
import uk.org.rmatool.cli.operate.UndrainCommand;
import uk.org.rmatool.cli.operate.UsageCommand;
import uk.org.rmatool.cli.operate.WeightCommand;
import uk.org.rmatool.cli.operate.WhyCommand;
import uk.org.rmatool.cli.operate.WorkersCommand;
import uk.org.rmatool.cli.up.UpCommand;
import uk.org.rmatool.cli.worker.WorkerCommand;

/**
 * The {@code rma} command. Errors are one line on standard error; {@code --verbose} adds the stack
 * trace.
 */
@Command(
    name = "rma",
    description = "Pools donated computers into one dependable service API.",
    versionProvider = VersionCommand.class,
    footer = "%n./rma fetch ner-extraction downloads the models which that service needs.",
    subcommands = {
      UpCommand.class,
      StatusCommand.class,
      DownCommand.class,
      LogsCommand.class,
      WorkersCommand.class,
      WorkerCommand.class,
      CoordinatorsCommand.class,
      WhyCommand.class,
      DrainCommand.class,
      UndrainCommand.class,
      CordonCommand.class,
      UncordonCommand.class,
      WeightCommand.class,
      ApproveCommand.class,
      RejectCommand.class,
      LabelCommand.class,
      BenchmarkCommand.class,
      UsageCommand.class,
      DhtCommand.class,
      EdgeCommand.class,
      MigrateCommand.class,
      VersionCommand.class
    })
public final class Rma implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show this help")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "show the stack trace of an error")
  boolean verbose;

  private Rma() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command and returns its exit status. */
  public static int run(String... arguments) {
    var rma = new Rma();
    return new CommandLine(rma)
        .setExecutionExceptionHandler(rma::failed)
        .setParameterExceptionHandler(Rma::misused)
        .execute(arguments);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  private int failed(Exception error, CommandLine command, ParseResult parsed) {
    if (verbose) {
      error.printStackTrace(command.getErr());
    }
    if (error instanceof Failure failure) {
      command.getErr().println("rma: " + failure.sentence());
      return failure.exitCode();
    }
    command
        .getErr()
        .println(
            "rma: unexpected: "
                + Failure.describe(error)
                + (verbose ? "" : "; --verbose shows where"));
    return Failure.FAILED;
  }

  private static int misused(ParameterException error, String[] arguments) {
    PrintWriter err = error.getCommandLine().getErr();
    var name = error.getCommandLine().getCommandSpec().qualifiedName(" ");
    var message = error.getMessage() == null ? "wrong arguments" : error.getMessage();
    if (error instanceof UnmatchedArgumentException unmatched
        && error.getCommandLine().getParent() == null) {
      message = "unknown command '" + unmatched.getUnmatched().getFirst() + "'";
    }
    err.println("rma: " + message + "; see ./" + name + " --help");
    return Failure.USAGE;
  }
}
