package uk.org.rmatool.cli.worker;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code rma worker}. */
@Command(
    name = "worker",
    description = "Look after the worker of this machine.",
    subcommands = {DetectCommand.class, BackupCommand.class})
public final class WorkerCommand implements Runnable {
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
