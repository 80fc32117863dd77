package dev.etalon.oracle.pytorch;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a session's worker runs.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:} and a number
 * @param threads the number of threads an operator may use; 0 for one per core
 * @param timeout how long a request may take before the worker is ended
 * @param environment environment variables of the worker, over those of this process: {@code
 *     PYTORCH_LIBRARY_PATH} chooses a local libtorch, {@code DJL_CACHE_DIR} where the bundled one
 *     is unpacked
 */
public record TorchConfiguration(
    String device, int threads, Duration timeout, Map<String, String> environment) {
  private static final String FLAVOR = "PYTORCH_FLAVOR";
  private static final String CUBLAS_WORKSPACE = "CUBLAS_WORKSPACE_CONFIG";

  static final String TF32_OVERRIDE = "NVIDIA_TF32_OVERRIDE";

  private static final Pattern DEVICE = Pattern.compile("cpu|cuda(:\\d{1,3})?");

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the device is not of that form, the threads are negative or
   *     the timeout is not positive
   */
  public TorchConfiguration {
    if (!DEVICE.matcher(device).matches()) {
      throw new IllegalArgumentException(
          "device '%s'; allowed are cpu, cuda, cuda:0, cuda:1, …".formatted(device));
    }
    if (threads < 0) {
      throw new IllegalArgumentException(
          "%d threads; allowed are 0, for one per core, and more".formatted(threads));
    }
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout %s; it must be positive".formatted(timeout));
    }
    environment = Map.copyOf(environment);
  }

  /** The processor, one thread per core, 60 seconds per request. */
  public static TorchConfiguration cpu() {
    return new TorchConfiguration("cpu", 0, Duration.ofSeconds(60), Map.of());
  }

  /** The first CUDA device, otherwise like {@link #cpu()}. */
  public static TorchConfiguration cuda() {
    return new TorchConfiguration("cuda", 0, Duration.ofSeconds(60), Map.of());
  }

  public TorchConfiguration withThreads(int count) {
    return new TorchConfiguration(device, count, timeout, environment);
  }

  public TorchConfiguration withTimeout(Duration duration) {
    return new TorchConfiguration(device, threads, duration, environment);
  }

  /** The same with one more environment variable. */
  public TorchConfiguration withEnvironment(String name, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(name, value);
    return new TorchConfiguration(device, threads, timeout, more);
  }

  /**
   * The same where float32 may be multiplied in TF32 on CUDA: the libraries choose. Otherwise
   * {@code NVIDIA_TF32_OVERRIDE=0} forbids it to all of them.
   */
  public TorchConfiguration withTf32() {
    return withEnvironment(TF32_OVERRIDE, "")
        .withEnvironment("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "1");
  }

  /** Whether float32 may be multiplied in TF32. */
  boolean allowsTf32() {
    return environment.containsKey(TF32_OVERRIDE) && !environment.get(TF32_OVERRIDE).equals("0");
  }

  /**
   * The same where cuBLAS gives the same bits in every run. PyTorch's own switch, {@code
   * use_deterministic_algorithms}, has no counterpart in DJL's bridge.
   */
  public TorchConfiguration withDeterministicCublas() {
    return withEnvironment(CUBLAS_WORKSPACE, ":4096:8");
  }

  /** What CUDA may do. */
  CudaMode mode() {
    return new CudaMode(allowsTf32(), environment.containsKey(CUBLAS_WORKSPACE));
  }

  /** Whether DJL may fetch a library: one for CUDA, if its flavour was asked for by name. */
  boolean mayDownload() {
    String flavor =
        Stream.of(environment.get(FLAVOR), System.getenv(FLAVOR), System.getProperty(FLAVOR))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    return !device.equals("cpu") && flavor.startsWith("cu");
  }
}
