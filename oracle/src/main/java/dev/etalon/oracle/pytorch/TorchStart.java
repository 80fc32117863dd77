package dev.etalon.oracle.pytorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loading PyTorch inside the worker.
 *
 * @param announcement what the worker says first
 * @param evaluator what answers requests, if PyTorch and the device are there
 */
record TorchStart(Wire.Answer announcement, Optional<TorchEvaluator> evaluator) {
  private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";
  private static final String VERSION = "PYTORCH_VERSION";
  private static final String FLAVOR = "PYTORCH_FLAVOR";
  private static final String LIBRARY = System.mapLibraryName("torch");
  private static final String CUDA_LIBRARY = System.mapLibraryName("torch_cuda");

  /** The CUDA flavour for which DJL's native bridge is on the class path. */
  private static final String CUDA_FLAVOR = "cu128";

  private static final String LOCAL_LIBRARY =
      "set "
          + LIBRARY_PATH
          + " to the lib folder of a libtorch, with "
          + VERSION
          + " and "
          + FLAVOR
          + " (cpu or "
          + CUDA_FLAVOR
          + ") to match";

  static TorchStart on(String deviceName) {
    Engine engine;
    try {
      Optional<String> misdirected = adoptLocalLibrary();
      if (misdirected.isPresent()) {
        return absent(new Wire.Unavailable(misdirected.get()));
      }
      engine = Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError | AssertionError e) {
      return absent(
          new Wire.Unavailable(
              "PyTorch could not be loaded%s: %s. Put DJL's pytorch-native-cpu for %s %s on the class path, or %s."
                  .formatted(
                      settings(),
                      rootMessage(e),
                      System.getProperty("os.name"),
                      System.getProperty("os.arch"),
                      LOCAL_LIBRARY)));
    }
    JniUtils.setBenchmarkCuDNN(false);
    Device device = device(deviceName);
    if (device.isGpu()) {
      try (NDManager probe = engine.newBaseManager(device)) {
        probe.zeros(new Shape(1), DataType.FLOAT32).toFloatArray();
      } catch (EngineException e) {
        String reason =
            engine.hasCapability(StandardCapabilities.CUDA)
                ? TorchMessage.headline(e)
                : "it is built without CUDA";
        String sentence =
            "PyTorch %s here%s has no device %s: %s. To use CUDA, %s."
                .formatted(engine.getVersion(), settings(), deviceName, reason, LOCAL_LIBRARY);
        // A library that was chosen and cannot do it is a mistake; that of the class path is none.
        return absent(
            settings().isEmpty() ? new Wire.NoDevice(sentence) : new Wire.Unavailable(sentence));
      }
    }
    // Without the optimiser, the gradient is eager autograd's and does not depend on earlier runs.
    JniUtils.setGraphExecutorOptimize(false);
    return new TorchStart(
        new Wire.Ready(describe(engine, device)), Optional.of(new TorchEvaluator(engine, device)));
  }

  private static TorchStart absent(Wire.Answer reason) {
    return new TorchStart(reason, Optional.empty());
  }

  private static Device device(String name) {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    int colon = name.indexOf(':');
    return Device.gpu(colon < 0 ? 0 : Integer.parseInt(name.substring(colon + 1)));
  }

  /**
   * Makes DJL take the library at {@code PYTORCH_LIBRARY_PATH} and no other. By itself it would
   * fall back to the class path without a word if there were none, and guess a flavour of which
   * there is no bridge.
   *
   * @return what is wrong with the path, if anything is
   */
  private static Optional<String> adoptLocalLibrary() {
    String path = setting(LIBRARY_PATH);
    if (path == null) {
      return Optional.empty();
    }
    Optional<Path> folder =
        Stream.of(path.split(System.getProperty("path.separator")))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .map(entry -> entry.endsWith(LIBRARY) ? entry.toAbsolutePath().getParent() : entry)
            .filter(entry -> Files.isRegularFile(entry.resolve(LIBRARY)))
            .findFirst();
    if (folder.isEmpty()) {
      return Optional.of(
          "PyTorch could not be loaded: %s is '%s', where there is no %s. Point it to the lib folder of a libtorch, or unset it to use the library on the class path."
              .formatted(LIBRARY_PATH, path, LIBRARY));
    }
    if (setting(FLAVOR) == null) {
      boolean cuda = Files.exists(folder.get().resolve(CUDA_LIBRARY));
      System.setProperty(FLAVOR, cuda ? CUDA_FLAVOR : "cpu");
    }
    return Optional.empty();
  }

  /** A setting as DJL reads it: the environment first, then the system properties. */
  private static @Nullable String setting(String name) {
    String value = System.getenv(name);
    if (value == null) {
      value = System.getProperty(name);
    }
    return value == null || value.isEmpty() ? null : value;
  }

  private static TorchEngine.Ready describe(Engine engine, Device device) {
    boolean cuda = engine.hasCapability(StandardCapabilities.CUDA);
    return new TorchEngine.Ready(
        Engine.getDjlVersion(),
        engine.getVersion(),
        LibUtils.getLibtorchPath(),
        List.copyOf(new TreeSet<>(JniUtils.getFeatures())),
        device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu",
        JniUtils.getNumThreads(),
        cuda ? cudaDevices() : List.of(),
        "");
  }

  /**
   * The names of the devices and their driver's version; the driver's own tool knows them,
   * PyTorch's C++ interface does not.
   */
  private static List<String> cudaDevices() {
    try {
      Process query =
          new ProcessBuilder(
                  "nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      query.getOutputStream().close();
      boolean ended = query.waitFor(10, TimeUnit.SECONDS);
      if (!ended || query.exitValue() != 0) {
        query.destroyForcibly();
        return List.of();
      }
      return new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .toList();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** The settings that choose a library, as an aside in a sentence; nothing if there are none. */
  private static String settings() {
    String given =
        Stream.of(LIBRARY_PATH, VERSION, FLAVOR)
            .filter(name -> setting(name) != null)
            .map(name -> name + "=" + setting(name))
            .collect(Collectors.joining(", "));
    return given.isEmpty() ? "" : " with " + given;
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String headline = TorchMessage.headline(root);
    if (headline.startsWith("Offline mode")) {
      return "no native library for it is here, and none is fetched from the network";
    }
    // The message of a file's exception is often no more than the path.
    return root instanceof IOException
        ? root.getClass().getSimpleName() + ": " + headline
        : headline;
  }
}
