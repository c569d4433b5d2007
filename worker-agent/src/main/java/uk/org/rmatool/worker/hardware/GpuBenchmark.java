package uk.org.rmatool.worker.hardware;

import java.util.List;

/** A program that measures GPUs, where it is installed. */
sealed interface GpuBenchmark permits Clpeak, Nvbandwidth {
  /** Its name on the PATH. */
  String program();

  /** What makes it measure all GPUs in some seconds and print that. */
  List<String> arguments();

  /**
   * What it printed about the machine's GPUs; what is not understood is left out.
   *
   * @param gpus those that answer, in the order of the vendor's tool
   */
  List<GpuSpeed> read(String output, List<Gpu> gpus);
}
