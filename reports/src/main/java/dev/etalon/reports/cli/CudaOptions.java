package dev.etalon.reports.cli;

import dev.etalon.oracle.pytorch.CudaMode;
import picocli.CommandLine.Option;

/** What PyTorch may do on CUDA. */
final class CudaOptions {
  @Option(names = "--tf32", description = "On CUDA, multiply float32 in TF32; budgets allow it.")
  private boolean tf32;

  @Option(
      names = "--deterministic",
      description = "On CUDA, have cuBLAS give the same bits in every run.")
  private boolean deterministic;

  CudaMode mode() {
    return new CudaMode(tf32, deterministic);
  }
}
