package dev.etalon.oracle.pytorch;

import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private @Nullable TorchProcess worker;
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
    TorchResult with(TorchProcess worker) throws IOException;
  }

  private TorchResult exchange(Exchange exchange) {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    if (engine instanceof TorchEngine.Absent absent) {
      return absent.reason();
    }
    TorchProcess current = worker;
    if (current == null || !current.isAlive()) {
      Optional<TorchResult.Failure> failure = start();
      current = worker;
      if (failure.isPresent() || current == null) {
        return failure.orElseGet(
            () -> new TorchResult.Crashed("the worker ended while it started"));
      }
    }
    TorchProcess asked = current;
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> end =
        watch.schedule(
            () -> {
              late.set(true);
              asked.kill();
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
        asked.kill();
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
    return Optional.ofNullable(worker).map(TorchProcess::handle);
  }

  /** What can be said without asking: PyTorch would not see the request at all. */
  private static Optional<String> obstacle(TorchRequest request) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(request.operands());
    request.cotangent().ifPresent(cotangent -> tensors.put("cotangent", cotangent));
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Wire.Layout layout = TorchProcess.layout(entry.getValue());
      if (layout.bytes() > Integer.MAX_VALUE - 1024) {
        return Optional.of(
            "'%s' takes %d bytes; allowed are 2^31 - 1024: split the case"
                .formatted(entry.getKey(), layout.bytes()));
      }
    }
    return Optional.empty();
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
    TorchProcess started;
    try {
      started = new TorchProcess(configuration);
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
              started.kill();
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
}
