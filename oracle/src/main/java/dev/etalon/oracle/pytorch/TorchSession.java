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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with PyTorch, which runs in a process of its own. The process starts with the
 * first request, answers one at a time, and ends with the session, or with this process. If it
 * dies, that request's result says so and the next request gets a new process.
 *
 * <pre>{@code
 * try (TorchSession session = new TorchSession(TorchConfiguration.cpu())) {
 *   TorchResult result = session.run(TorchRequest.forward(script, Map.of("input", input)));
 * }
 * }</pre>
 */
public final class TorchSession implements AutoCloseable {
  /** The first start on a machine unpacks several hundred megabytes. */
  private static final Duration START = Duration.ofMinutes(5);

  /** One for CUDA has more than two gigabytes. */
  private static final Duration DOWNLOAD = Duration.ofMinutes(40);

  /** The environments in which oneDNN was seen to be wrong: a processor does not change. */
  private static final Set<Map<String, String>> WRONG_ONEDNN = ConcurrentHashMap.newKeySet();

  private TorchConfiguration configuration;
  private boolean limited;
  private final ScheduledThreadPoolExecutor watch;
  private @Nullable Worker worker;
  private @Nullable TorchEngine engine;
  private Optional<TorchRequest> holding = Optional.empty();
  private boolean closed;

  /** A session whose worker has not started yet. */
  public TorchSession(TorchConfiguration configuration) {
    this.configuration = configuration;
    this.watch =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "PyTorch time-out");
              thread.setDaemon(true);
              return thread;
            });
    watch.setRemoveOnCancelPolicy(true);
  }

  /** The PyTorch of this session, which is started if it has not been. */
  public synchronized TorchEngine engine() {
    if (engine == null) {
      start();
    }
    return engine == null
        ? new TorchEngine.Absent(new TorchResult.Crashed("the worker ended while it started"))
        : engine;
  }

  /**
   * Has PyTorch compute a request.
   *
   * @throws IllegalStateException if the session is closed
   */
  public synchronized TorchResult run(TorchRequest request) {
    return ask(request, false);
  }

  /** Like {@link #run}; the worker keeps the operands for {@link #measure}, until the next one. */
  public synchronized TorchResult hold(TorchRequest request) {
    return ask(request, true);
  }

  private TorchResult ask(TorchRequest request, boolean held) {
    Optional<String> obstacle = obstacle(request);
    if (obstacle.isPresent()) {
      return new TorchResult.Refused(obstacle.get());
    }
    holding = Optional.empty();
    TorchResult result =
        exchange(
            asked -> {
              asked.send(request, held);
              return asked.receive(request);
            });
    if (held && result instanceof TorchResult.Computed) {
      holding = Optional.of(request);
    }
    return result;
  }

  /**
   * Has PyTorch compute what it holds again and again, and time itself.
   *
   * @param differentiate the operands whose gradients are timed, without the forward pass before
   *     them; if there are none, the forward pass is
   * @throws IllegalStateException if the session is closed or nothing is held
   */
  public synchronized TorchResult measure(Set<String> differentiate, int repetitions) {
    TorchRequest held =
        holding.orElseThrow(() -> new IllegalStateException("no request is held to be measured"));
    List<Boolean> flags = held.operands().keySet().stream().map(differentiate::contains).toList();
    return exchange(asked -> asked.measure(new Wire.Measure(flags, repetitions)));
  }

  /** A question to the worker and its answer. */
  private interface Exchange {
    TorchResult with(Worker worker) throws IOException;
  }

  private TorchResult exchange(Exchange exchange) {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    if (engine instanceof TorchEngine.Absent absent) {
      return absent.reason();
    }
    Worker current = worker;
    if (current == null || !current.process.isAlive()) {
      Optional<TorchResult.Failure> failure = start();
      current = worker;
      if (failure.isPresent() || current == null) {
        return failure.orElseGet(
            () -> new TorchResult.Crashed("the worker ended while it started"));
      }
    }
    Worker asked = current;
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> end =
        watch.schedule(
            () -> {
              late.set(true);
              asked.process.destroyForcibly();
            },
            configuration.timeout().toNanos(),
            TimeUnit.NANOSECONDS);
    boolean inStep = false;
    try {
      TorchResult result = exchange.with(asked);
      inStep = true;
      return result;
    } catch (IOException e) {
      worker = null;
      return new TorchResult.Crashed(
          late.get()
              ? "no answer within %s; the worker was ended".formatted(text(configuration.timeout()))
              : asked.obituary(e));
    } finally {
      end.cancel(false);
      if (!inStep) {
        // Half a request or half an answer may still lie in the streams.
        asked.process.destroyForcibly();
      }
    }
  }

  /** Ends the worker. */
  @Override
  public synchronized void close() {
    closed = true;
    watch.shutdownNow();
    if (worker != null) {
      worker.end();
      worker = null;
    }
  }

  /** The process of the worker, if it runs. */
  synchronized Optional<ProcessHandle> process() {
    return Optional.ofNullable(worker).map(running -> running.process.toHandle());
  }

  /** What can be said without asking: PyTorch would not see the request at all. */
  private static Optional<String> obstacle(TorchRequest request) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(request.operands());
    request.cotangent().ifPresent(cotangent -> tensors.put("cotangent", cotangent));
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Wire.Layout layout = layout(entry.getValue());
      if (layout.bytes() > Integer.MAX_VALUE - 1024) {
        return Optional.of(
            "'%s' takes %d bytes; allowed are 2^31 - 1024: split the case"
                .formatted(entry.getKey(), layout.bytes()));
      }
    }
    return Optional.empty();
  }

  private static Wire.Layout layout(Tensor tensor) {
    return new Wire.Layout(TorchType.of(tensor.dtype()), tensor.shape());
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  /** Starts a worker; what is found out about the engine is remembered. */
  private Optional<TorchResult.Failure> start() {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    if (mayLimitOneDnn() && WRONG_ONEDNN.contains(configuration.environment())) {
      limitOneDnn();
    }
    Worker started;
    try {
      started = new Worker(configuration);
    } catch (IOException e) {
      return absent(
          new TorchResult.Unavailable(
              "PyTorch's worker process could not be started: %s".formatted(e.getMessage())));
    }
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> end =
        watch.schedule(
            () -> {
              late.set(true);
              started.process.destroyForcibly();
            },
            startTime().toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      Wire.Answer announcement = started.greet();
      if (announcement instanceof Wire.Ready ready) {
        if (mayLimitOneDnn() && !started.convolvesRight()) {
          started.end();
          WRONG_ONEDNN.add(configuration.environment());
          return start();
        }
        if (engine == null) {
          engine = limited ? remarking(ready.engine()) : ready.engine();
        }
        worker = started;
        return Optional.empty();
      }
      started.end();
      if (announcement instanceof Wire.NoDevice reason) {
        return absent(new TorchResult.NoDevice(reason.message()));
      }
      if (announcement instanceof Wire.Unavailable reason) {
        return absent(new TorchResult.Unavailable(reason.message()));
      }
      throw new IOException("an unexpected greeting");
    } catch (IOException e) {
      return absent(
          new TorchResult.Unavailable(
              "PyTorch could not be loaded: %s. Another libtorch can be chosen with PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR."
                  .formatted(
                      late.get()
                          ? "the worker did not start within " + text(startTime())
                          : started.obituary(e))));
    } finally {
      end.cancel(false);
    }
  }

  /** Whether oneDNN may be limited: on the processor, where nobody has chosen its limit. */
  private boolean mayLimitOneDnn() {
    return configuration.device().equals("cpu")
        && !configuration.environment().containsKey(ConvolutionProbe.LIMIT)
        && System.getenv(ConvolutionProbe.LIMIT) == null;
  }

  /** oneDNN's plainest kernels from now on; the engine's line says so. */
  private void limitOneDnn() {
    configuration =
        configuration.withEnvironment(ConvolutionProbe.LIMIT, ConvolutionProbe.PLAINEST);
    limited = true;
  }

  private static TorchEngine.Ready remarking(TorchEngine.Ready engine) {
    return engine.remarking(
        "oneDNN limited to %s (%s=%s), since a convolution of small integers came out wrong with the instructions that it chose for this processor"
            .formatted(
                ConvolutionProbe.PLAINEST, ConvolutionProbe.LIMIT, ConvolutionProbe.PLAINEST));
  }

  private Duration startTime() {
    return configuration.mayDownload() ? DOWNLOAD : START;
  }

  private Optional<TorchResult.Failure> absent(TorchResult.Failure reason) {
    engine = new TorchEngine.Absent(reason);
    return Optional.of(reason);
  }

  /** One worker process and the streams to it. */
  private static final class Worker {
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

    Worker(TorchConfiguration configuration) throws IOException {
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
      receiver =
          new Wire.Receiver(new BufferedInputStream(process.getInputStream(), BUFFER), marker);
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
              request.cotangent().map(TorchSession::layout),
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
  }
}
