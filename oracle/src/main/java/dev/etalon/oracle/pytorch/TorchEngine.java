package dev.etalon.oracle.pytorch;

import java.util.List;

/** The PyTorch that a session talks to, or the reason why it has none. */
public sealed interface TorchEngine {
  /**
   * PyTorch is loaded.
   *
   * @param djlVersion the version of DJL
   * @param torchVersion the version of PyTorch; of a local library, what {@code PYTORCH_VERSION}
   *     says
   * @param library where its native library lies
   * @param features what the library was built with, such as {@code MKL}, {@code CUDA}
   * @param device the device in use, {@code cpu} or {@code cuda:0}
   * @param threads the number of threads an operator may use
   * @param cudaDevices the names of the CUDA devices with the driver's version, as the driver lists
   *     them; empty if the library was built without CUDA
   * @param remark what a reader should know of how it runs; empty if nothing
   */
  record Ready(
      String djlVersion,
      String torchVersion,
      String library,
      List<String> features,
      String device,
      int threads,
      List<String> cudaDevices,
      String remark)
      implements TorchEngine {
    public Ready {
      features = List.copyOf(features);
      cudaDevices = List.copyOf(cudaDevices);
    }

    /** The same with a remark. */
    Ready remarking(String text) {
      return new Ready(
          djlVersion, torchVersion, library, features, device, threads, cudaDevices, text);
    }

    /** One line for a report's environment. */
    @Override
    public String toString() {
      return "PyTorch %s through DJL %s on %s, %d thread%s, built with %s, CUDA devices: %s%s"
          .formatted(
              torchVersion,
              djlVersion,
              device,
              threads,
              threads == 1 ? "" : "s",
              String.join(" ", features),
              cudaDevices.isEmpty() ? "none" : String.join(", ", cudaDevices),
              remark.isEmpty() ? "" : "; " + remark);
    }
  }

  /**
   * There is no PyTorch to ask.
   *
   * @param reason what every request of the session is answered
   */
  record Absent(TorchResult.Failure reason) implements TorchEngine {}
}
