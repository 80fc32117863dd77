package dev.etalon.oracle.pytorch;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInput;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One worker process and the streams to it. */
final class TorchProcess {
  private static final int BUFFER = 1 << 16;
  private static final int LOG_LINES = 60;
  private static final int QUOTED_LINES = 3;
  private static final int PLACE_LENGTH = 120;
  private static final int SIGNAL_BASE = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL, an instruction that this processor lacks",
          6, "SIGABRT, an abort in native code",
          7, "SIGBUS, an access to memory that is gone",
          8, "SIGFPE, an impossible integer division",
          9, "SIGKILL, perhaps for want of memory",
          11, "SIGSEGV, an access to memory that is not there",
          15, "SIGTERM");
  private static final List<String> FORWARDED_PROPERTIES =
      List.of(
          "user.home",
          "java.io.tmpdir",
          "DJL_CACHE_DIR",
          "ENGINE_CACHE_DIR",
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_VERSION",
          "PYTORCH_FLAVOR",
          "PYTORCH_EXTRA_LIBRARY_PATH",
          "PYTORCH_LIBRARY_EXCLUSION",
          "LIBSTDCXX_LIBRARY_PATH");

  private final Process process;
  private final OutputStream out;
  private final byte[] marker = Wire.newMarker();
  private final Wire.Sender sender;
  private final Wire.Receiver receiver;
  private final Deque<String> log = new ArrayDeque<>();
  private final Thread logReader;

  TorchProcess(TorchConfiguration configuration) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(configuration));
    // On Ampere and later, CUDA would multiply float32 with 10 bits otherwise.
    builder.environment().put(TorchConfiguration.TF32_OVERRIDE, "0");
    builder.environment().putAll(configuration.environment());
    if (configuration.allowsTf32()) {
      builder.environment().remove(TorchConfiguration.TF32_OVERRIDE);
    }
    process = builder.start();
    out = new BufferedOutputStream(process.getOutputStream(), BUFFER);
    sender = new Wire.Sender(out, marker);
    receiver = new Wire.Receiver(new BufferedInputStream(process.getInputStream(), BUFFER), marker);
    logReader = new Thread(this::readLog, "PyTorch worker log");
    logReader.setDaemon(true);
    logReader.start();
  }

  private static List<String> command(TorchConfiguration configuration) {
    int threads =
        configuration.threads() > 0
            ? configuration.threads()
            : Runtime.getRuntime().availableProcessors();
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    // One thread does the work, most of it in PyTorch: what serves it starts quickly.
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    // A native error is reported on the standard output and leaves no file behind.
    command.add("-XX:ErrorFile=" + (windows ? "NUL" : "/dev/null"));
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-Dai.djl.offline=" + !configuration.mayDownload());
    command.add("-DOPT_OUT_TRACKING=true");
    command.add("-Dai.djl.pytorch.num_threads=" + threads);
    for (String name : FORWARDED_PROPERTIES) {
      String value = System.getProperty(name);
      if (value != null) {
        command.add("-D" + name + "=" + value);
      }
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(TorchWorker.class.getName());
    command.add(configuration.device());
    return command;
  }

  Wire.Answer greet() throws IOException {
    out.write(marker);
    out.flush();
    Wire.Answer announcement = next();
    receiver.end();
    return announcement;
  }

  /** Whether oneDNN's convolutions of small integers are right here; it may die of them. */
  boolean convolvesRight() {
    try {
      for (ConvolutionProbe probe : ConvolutionProbe.ALL) {
        send(probe.request(), false);
        if (!probe.isAnsweredBy(receive(probe.request()))) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  void send(TorchRequest request, boolean held) throws IOException {
    List<Wire.Layout> operands = new ArrayList<>();
    List<Boolean> differentiate = new ArrayList<>();
    Set<String> wanted = request.differentiate();
    for (Map.Entry<String, Tensor> operand : request.operands().entrySet()) {
      operands.add(layout(operand.getValue()));
      differentiate.add(wanted.contains(operand.getKey()));
    }
    Wire.Ask ask =
        new Wire.Ask(
            request.script(),
            operands,
            differentiate,
            request.cotangent().map(TorchProcess::layout),
            held);
    sender.begin(ask::write);
    List<Tensor> tensors = new ArrayList<>(request.operands().values());
    request.cotangent().ifPresent(tensors::add);
    for (Tensor tensor : tensors) {
      sender.elements(TorchType.of(tensor.dtype()), tensor);
    }
    sender.end();
  }

  TorchResult receive(TorchRequest request) throws IOException {
    Wire.Answer answer = next();
    if (answer instanceof Wire.Refused refused) {
      receiver.end();
      return new TorchResult.Refused(refused.message());
    }
    if (!(answer instanceof Wire.Computed computed)) {
      throw new IOException("an unexpected answer");
    }
    Optional<DType> dtype = computed.output().type().dtype();
    Tensor output = receiver.tensor(computed.output(), dtype.orElse(DType.FLOAT64));
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    Set<String> unreached = new LinkedHashSet<>();
    int position = 0;
    for (Map.Entry<String, Tensor> entry : request.operands().entrySet()) {
      if (request.differentiate().contains(entry.getKey())) {
        Tensor operand = entry.getValue();
        if (computed.reached().get(position++)) {
          gradients.put(entry.getKey(), receiver.tensor(layout(operand), operand.dtype()));
        } else {
          unreached.add(entry.getKey());
          gradients.put(entry.getKey(), Tensor.filled(operand.dtype(), operand.shape(), 0));
        }
      }
    }
    receiver.end();
    if (dtype.isEmpty()) {
      return new TorchResult.Refused(
          "the value is %s, which is no dtype here; convert it in the script: torch.to(x, 6, False, False, None) makes float32 of it"
              .formatted(computed.output().type()));
    }
    return new TorchResult.Computed(output, gradients, unreached, computed.seconds());
  }

  TorchResult measure(Wire.Measure question) throws IOException {
    sender.begin(question::write);
    sender.end();
    Wire.Answer answer = next();
    receiver.end();
    if (answer instanceof Wire.Measured measured) {
      return new TorchResult.Measured(measured.seconds());
    }
    if (answer instanceof Wire.Refused refused) {
      return new TorchResult.Refused(refused.message());
    }
    throw new IOException("an unexpected answer");
  }

  private Wire.Answer next() throws IOException {
    Optional<DataInput> head = receiver.next();
    if (head.isEmpty()) {
      throw new IOException("the worker ended");
    }
    return Wire.Answer.read(head.get());
  }

  /** Lets the process end by itself, and makes it end if it does not. */
  void end() {
    try {
      out.close();
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** What is known about a worker that no longer answers, which is ended if it still lives. */
  String obituary(IOException reason) {
    try {
      boolean ended = process.waitFor(5, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
        return "the worker's answer could not be read (%s); it was ended"
            .formatted(reason.getMessage());
      }
      logReader.join(1000);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return "interrupted while the worker ended";
    }
    Optional<String> report = crashReport(receiver.strayText());
    if (report.isPresent()) {
      return report.get();
    }
    String lines = String.join(" | ", lastLines(receiver.strayText()));
    return "the worker ended with %s%s"
        .formatted(status(process.exitValue()), lines.isEmpty() ? "" : ": " + lines);
  }

  private static String status(int code) {
    String meaning = SIGNALS.get(code - SIGNAL_BASE);
    return meaning == null ? "exit code " + code : meaning;
  }

  /**
   * What the Java machine prints to the standard output when native code fails: signal and place.
   */
  private static Optional<String> crashReport(String printed) {
    List<String> lines = printed.lines().toList();
    int frame = lines.indexOf("# Problematic frame:");
    if (frame < 0 || frame + 1 >= lines.size()) {
      return Optional.empty();
    }
    String place = lines.get(frame + 1).substring(1).strip();
    if (place.length() > PLACE_LENGTH) {
      place = place.substring(0, PLACE_LENGTH) + "…";
    }
    String where = place;
    return SIGNALS.values().stream()
        .filter(meaning -> printed.contains("#  " + meaning.split(",", 2)[0] + " "))
        .findFirst()
        .map(meaning -> "the worker ended with %s, in %s".formatted(meaning, where));
  }

  private void readLog() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (log) {
          log.addLast(line);
          if (log.size() > LOG_LINES) {
            log.removeFirst();
          }
        }
      }
    } catch (IOException e) {
      // The process was ended; what it said until then has been read.
      return;
    }
  }

  /** The last lines of the log and of what was printed; of a stack trace, the first. */
  private List<String> lastLines(String printed) {
    List<String> lines;
    synchronized (log) {
      lines =
          Stream.concat(log.stream(), printed.lines())
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
    }
    Optional<String> thrown =
        lines.stream().filter(line -> line.startsWith("Exception in thread")).reduce((a, b) -> b);
    if (thrown.isPresent()) {
      return List.of(thrown.get());
    }
    return lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
  }

  static Wire.Layout layout(Tensor tensor) {
    return new Wire.Layout(TorchType.of(tensor.dtype()), tensor.shape());
  }
}
