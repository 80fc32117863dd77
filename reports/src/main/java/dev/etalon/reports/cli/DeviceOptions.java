package dev.etalon.reports.cli;

import dev.etalon.oracle.pytorch.CudaMode;
import java.util.List;
import picocli.CommandLine.Option;

/** Where PyTorch computes, and what it may do on CUDA. */
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, or cuda for PyTorch there too (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--tf32", description = "On CUDA, multiply float32 in TF32; budgets allow it.")
  private boolean tf32;

  @Option(
      names = "--deterministic",
      description = "On CUDA, have cuBLAS give the same bits in every run.")
  private boolean deterministic;

  /**
   * The device.
   *
   * @throws BadInput if it is none of those
   */
  String device() {
    new Vocabulary("device", List.of("cpu", "cuda"), "").require(device);
    return device;
  }

  CudaMode mode() {
    return new CudaMode(tf32, deterministic);
  }
}
