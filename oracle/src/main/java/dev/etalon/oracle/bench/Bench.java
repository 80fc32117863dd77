package dev.etalon.oracle.bench;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Subjects;
import dev.etalon.fixtures.network.NetworkLayer;
import dev.etalon.oracle.pytorch.PyTorch;
import dev.etalon.oracle.pytorch.TorchConfiguration;
import dev.etalon.oracle.pytorch.TorchEngine;
import dev.etalon.oracle.timing.Contestant;
import dev.etalon.oracle.timing.Pace;
import dev.etalon.oracle.timing.Peak;
import dev.etalon.oracle.timing.Race;
import dev.etalon.oracle.timing.Timed;
import dev.etalon.oracle.timing.Timing;
import dev.etalon.oracle.timing.Work;
import dev.etalon.oracle.trial.NoResult;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Times implementations against a baseline, all in this one run. */
public final class Bench {
  /** PyTorch on the processor, as a subject or as the baseline. */
  public static final String PYTORCH = "pytorch-cpu";

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** The environment variable that limits the instructions of oneDNN. */
  private static final String ONEDNN_LIMIT = "ONEDNN_MAX_CPU_ISA";

  private static final String UNLIMITED = "DEFAULT";

  /**
   * What to time.
   *
   * @param layers on what
   * @param dtypes in which precisions
   * @param quantities which quantities of a layer
   * @param subjects the names of the implementations
   * @param baseline the name of what they are compared with
   * @param pace how thoroughly
   * @param threads how many threads every contestant may use
   * @param seed from which the data are drawn
   */
  public record Settings(
      List<NetworkLayer> layers,
      List<DType> dtypes,
      Predicate<String> quantities,
      List<String> subjects,
      String baseline,
      Pace pace,
      int threads,
      long seed) {}

  /**
   * What came of it.
   *
   * @param peak the most the machine was seen to do, before or after
   * @param engines a line about PyTorch, if it took part
   * @param timings in the order of the layers
   * @param remarks what could not be timed, and why
   */
  public record Results(
      Peak peak, List<String> engines, List<Timing> timings, List<String> remarks) {}

  /** Hears how it gets on. */
  public interface Listener {
    /**
     * A race is over.
     *
     * @param race the layer, the quantity and the precision
     * @param share the share of the whole that is done, by its estimated cost
     */
    void finished(String race, double share);
  }

  private final Settings settings;
  private final List<Timing> timings = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private double done;

  public Bench(Settings settings) {
    this.settings = settings;
  }

  /** The names that subjects and the baseline can have. */
  public static List<String> names() {
    return Stream.concat(Subjects.all().stream().map(Implementation::name), Stream.of(PYTORCH))
        .toList();
  }

  /** The fast kernels; in a build without them, the definition. */
  public static String defaultSubject() {
    return Subjects.named("fast").orElse(Evaluation.DEFINITION).name();
  }

  /** How oneDNN is limited while it is timed: as it was given, else not at all. */
  public static String oneDnnLimit() {
    String given = System.getenv(ONEDNN_LIMIT);
    return "%s=%s".formatted(ONEDNN_LIMIT, given == null ? UNLIMITED : given);
  }

  /** Runs it. */
  public Results run(Listener listener) {
    Peak before = Peak.measure(settings.threads());
    TorchConfiguration configuration =
        TorchConfiguration.cpu().withThreads(settings.threads()).withTimeout(PATIENCE);
    if (System.getenv(ONEDNN_LIMIT) == null) {
      configuration = configuration.withEnvironment(ONEDNN_LIMIT, UNLIMITED);
    }
    try (PyTorch torch = new PyTorch(configuration)) {
      double total = settings.layers().stream().mapToDouble(this::cost).sum();
      for (NetworkLayer layer : settings.layers()) {
        for (DType dtype : settings.dtypes()) {
          race(layer, dtype, torch, listener, total);
        }
      }
      Peak peak = before.or(Peak.measure(settings.threads()));
      return new Results(
          peak,
          takesPart(PYTORCH) ? List.of(describe(torch)) : List.of(),
          timings.stream().map(timing -> timing.beside(peak)).toList(),
          List.copyOf(remarks));
    }
  }

  private boolean takesPart(String name) {
    return settings.baseline().equals(name) || settings.subjects().contains(name);
  }

  private static String describe(PyTorch torch) {
    return torch.engine() instanceof TorchEngine.Absent absent
        ? absent.reason().message()
        : torch.engine().toString();
  }

  private void race(
      NetworkLayer layer, DType dtype, PyTorch torch, Listener listener, double total) {
    List<String> quantities = layer.quantities().stream().filter(settings.quantities()).toList();
    String what = "%s %s".formatted(layer.id(), dtype);
    if (!quantities.isEmpty()) {
      try {
        race(layer, dtype, quantities, torch, listener, total);
        return;
      } catch (NoResult e) {
        remarks.add("%s: %s".formatted(what, e.verdict().explanation()));
      }
    }
    done += cost(layer) / settings.dtypes().size();
    listener.finished(what, done / total);
  }

  private void race(
      NetworkLayer layer,
      DType dtype,
      List<String> quantities,
      PyTorch torch,
      Listener listener,
      double total) {
    Case exam = layer.draw(settings.seed()).as(dtype);
    Optional<Contestant> baseline = contestant(settings.baseline(), exam, dtype, torch);
    List<Contestant> subjects =
        settings.subjects().stream()
            .flatMap(name -> contestant(name, exam, dtype, torch).stream())
            .toList();
    for (String quantity : quantities) {
      String what = "%s %s %s".formatted(layer.id(), quantity, dtype);
      if (baseline.isEmpty() || subjects.isEmpty()) {
        remarks.add(
            "%s: %s does not compute it"
                .formatted(
                    what,
                    baseline.isEmpty()
                        ? settings.baseline()
                        : String.join(", ", settings.subjects())));
      } else {
        List<Timed> timed = new ArrayList<>(List.of(baseline.get().quantity(quantity)));
        subjects.forEach(subject -> timed.add(subject.quantity(quantity)));
        List<Race.Lane> lanes = Race.run(timed, settings.pace());
        for (int i = 0; i < subjects.size(); i++) {
          timings.add(
              Timing.of(
                  layer.operator().name(),
                  layer.id(),
                  quantity,
                  dtype,
                  new Timing.Entrant(subjects.get(i).name(), lanes.get(i + 1)),
                  new Timing.Entrant(settings.baseline(), lanes.get(0)),
                  Work.of(layer.operator(), layer.operands(), quantity)));
        }
      }
      done += cost(layer, quantity, dtype);
      listener.finished(what, done / total);
    }
  }

  private Optional<Contestant> contestant(String name, Case exam, DType dtype, PyTorch torch) {
    Operator operator = exam.operator();
    if (name.equals(PYTORCH)) {
      return torch.claims(operator) ? Optional.of(torch.hold(exam)) : Optional.empty();
    }
    return Subjects.named(name)
        .filter(implementation -> implementation.claims(operator))
        .map(implementation -> Contestant.of(implementation, exam, dtype));
  }

  private double cost(NetworkLayer layer) {
    return settings.dtypes().stream()
        .mapToDouble(
            dtype ->
                layer.quantities().stream()
                    .filter(settings.quantities())
                    .mapToDouble(quantity -> cost(layer, quantity, dtype))
                    .sum())
        .sum();
  }

  /** Seconds, roughly: for the share that is done, not for claims. */
  private double cost(NetworkLayer layer, String quantity, DType dtype) {
    Work work = Work.of(layer.operator(), layer.operands(), quantity);
    double seconds = work.seconds(dtype);
    return Math.max(seconds, settings.pace().roundSeconds()) * settings.pace().rounds();
  }
}
