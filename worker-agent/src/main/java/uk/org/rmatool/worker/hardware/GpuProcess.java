package uk.org.rmatool.worker.hardware;

/**
 * What a process takes of a GPU.
 *
 * @param gpu the GPU's lasting id
 * @param pid the process's id
 * @param memoryMb memory of the GPU in MiB
 */
public record GpuProcess(String gpu, long pid, long memoryMb) {}
