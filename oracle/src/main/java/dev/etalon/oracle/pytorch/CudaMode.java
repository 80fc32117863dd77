package dev.etalon.oracle.pytorch;

/**
 * What PyTorch may do on CUDA.
 *
 * @param tf32 multiply float32 in TF32, which the budgets then allow
 * @param deterministic have cuBLAS give the same bits in every run
 */
public record CudaMode(boolean tf32, boolean deterministic) {
  /** float32 in full, algorithms as they come. */
  public static final CudaMode PRECISE = new CudaMode(false, false);

  /** The first CUDA device in this mode. */
  public TorchConfiguration configuration() {
    TorchConfiguration configuration = TorchConfiguration.cuda();
    configuration = tf32 ? configuration.withTf32() : configuration;
    return deterministic ? configuration.withDeterministicCublas() : configuration;
  }

  @Override
  public String toString() {
    return "TF32 %s, cuBLAS %s, cuDNN without benchmarks"
        .formatted(tf32 ? "allowed" : "forbidden", deterministic ? "deterministic" : "as it comes");
  }
}
