package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told whose machine has no PyTorch, or not the one that was asked for. */
class TorchAbsenceTest {
  private static final TorchRequest REQUEST =
      TorchRequest.forward(
          new Script(List.of("input"), "return input"), Map.of("input", Tensor.vector(1)));

  @Test
  void aPathWithoutLibraryIsUnavailableAndNotPassedOver(@TempDir Path empty) {
    String message = unavailable(at(empty));

    assertThat(message)
        .startsWith(
            "PyTorch could not be loaded: PYTORCH_LIBRARY_PATH is '%s', where there is no "
                .formatted(empty))
        .endsWith("or unset it to use the library on the class path.");
  }

  @Test
  void aBrokenLibraryIsUnavailable(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve(System.mapLibraryName("torch")), "no library");

    assertThat(unavailable(at(folder)))
        .startsWith("PyTorch could not be loaded with PYTORCH_LIBRARY_PATH=" + folder)
        .contains("pytorch-native-cpu", "PYTORCH_VERSION", "PYTORCH_FLAVOR")
        .doesNotContain("\n", "Exception");
  }

  @Test
  void aVersionThatIsNotHereIsNotFetched() {
    assertThat(unavailable(TorchConfiguration.cpu().withEnvironment("PYTORCH_VERSION", "0.0.1")))
        .contains("PYTORCH_VERSION=0.0.1")
        .contains("no native library for it is here, and none is fetched from the network");
  }

  @Test
  void anAbsentEngineIsNotTriedAgain(@TempDir Path folder) throws IOException {
    try (TorchSession session = new TorchSession(at(folder))) {
      TorchResult first = session.run(REQUEST);
      // Another try would find this and say something else.
      Files.writeString(folder.resolve(System.mapLibraryName("torch")), "no library");

      assertThat(session.run(REQUEST)).isEqualTo(first);
      assertThat(session.process()).isEmpty();
    }
  }

  @Test
  void aCudaDeviceThatIsNotThereIsNoDevice() {
    try (TorchSession session = new TorchSession(TorchConfiguration.cuda())) {
      TorchEngine engine = session.engine();
      Assumptions.assumeFalse(engine instanceof TorchEngine.Ready, "a CUDA device is here");

      assertThat(session.run(REQUEST))
          .isInstanceOfSatisfying(
              TorchResult.NoDevice.class,
              reason ->
                  assertThat(reason.message())
                      .contains("has no device cuda")
                      .contains("PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "PYTORCH_FLAVOR"));
    }
  }

  /** That of the class path cannot be blamed; one that was chosen for CUDA and has none, can. */
  @Test
  void aChosenLibraryWithoutTheDeviceIsUnavailable() {
    Path library;
    try (TorchSession session = new TorchSession(TorchConfiguration.cpu())) {
      Assumptions.assumeTrue(session.engine() instanceof TorchEngine.Ready, "no PyTorch here");
      library = Path.of(((TorchEngine.Ready) session.engine()).library());
    }
    Path folder = Files.isDirectory(library) ? library : library.toAbsolutePath().getParent();
    Assumptions.assumeTrue(
        Files.exists(folder.resolve(System.mapLibraryName("torch"))), "another layout");
    TorchConfiguration chosen =
        TorchConfiguration.cuda()
            .withEnvironment("PYTORCH_LIBRARY_PATH", folder.toString())
            .withEnvironment("PYTORCH_VERSION", "2.7.1");

    assertThat(unavailable(chosen))
        .contains("PYTORCH_LIBRARY_PATH=" + folder, "has no device cuda", "built without CUDA")
        .contains("To use CUDA, set PYTORCH_LIBRARY_PATH");
  }

  @Test
  void tf32IsForbiddenUnlessAllowed() {
    assertThat(TorchConfiguration.cuda().allowsTf32()).isFalse();
    assertThat(new CudaMode(true, false).configuration().allowsTf32()).isTrue();
    assertThat(CudaMode.PRECISE)
        .hasToString("TF32 forbidden, cuBLAS as it comes, cuDNN without benchmarks");
    assertThat(new CudaMode(true, true).configuration().mode()).isEqualTo(new CudaMode(true, true));
  }

  @Test
  void onlyACudaLibraryAskedForByNameIsFetched() {
    assertThat(TorchConfiguration.cuda().withEnvironment("PYTORCH_FLAVOR", "cu128").mayDownload())
        .isTrue();
    assertThat(TorchConfiguration.cpu().withEnvironment("PYTORCH_FLAVOR", "cu128").mayDownload())
        .isFalse();
    assertThat(TorchConfiguration.cuda().withEnvironment("PYTORCH_FLAVOR", "cpu").mayDownload())
        .isFalse();
  }

  private static TorchConfiguration at(Path folder) {
    return TorchConfiguration.cpu().withEnvironment("PYTORCH_LIBRARY_PATH", folder.toString());
  }

  private static String unavailable(TorchConfiguration configuration) {
    try (TorchSession session = new TorchSession(configuration)) {
      TorchResult result = session.run(REQUEST);
      assertThat(result).isInstanceOf(TorchResult.Unavailable.class);
      assertThat(session.engine())
          .isEqualTo(new TorchEngine.Absent((TorchResult.Unavailable) result));
      return ((TorchResult.Unavailable) result).message();
    }
  }
}
