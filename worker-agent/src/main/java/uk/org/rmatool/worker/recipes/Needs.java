package uk.org.rmatool.worker.recipes;

import java.util.List;
import java.util.Optional;
import uk.org.rmatool.worker.hardware.WorkerType;

/**
 * What a machine must have for a service.
 *
 * @param type what the worker must be for; empty when it does not matter
 * @param memoryMb memory in MiB that the worker may use in all
 * @param diskMb free disk space in MiB
 * @param gpu whether a GPU is needed
 * @param gpuMemoryMb memory in MiB of one GPU
 * @param commands programs on the PATH
 * @param files files, which may hold placeholders
 * @param remedy what to say, instead of their names, when files are missing
 * @param model a file with a model that must fit into memory, which may hold placeholders
 */
public record Needs(
    Optional<WorkerType> type,
    long memoryMb,
    long diskMb,
    boolean gpu,
    long gpuMemoryMb,
    List<String> commands,
    List<String> files,
    Optional<String> remedy,
    Optional<String> model) {

  public Needs {
    commands = List.copyOf(commands);
    files = List.copyOf(files);
  }
}
