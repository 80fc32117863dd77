package dev.etalon.oracle.network;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Subjects;
import dev.etalon.fixtures.network.NetworkLayer;
import dev.etalon.oracle.pytorch.PyTorch;
import dev.etalon.oracle.pytorch.TorchConfiguration;
import dev.etalon.oracle.pytorch.TorchEngine;
import dev.etalon.oracle.pytorch.TorchResult;
import dev.etalon.oracle.timing.Work;
import dev.etalon.oracle.trial.NoResult;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Judges PyTorch on the layers of networks: value and every gradient. */
public final class NetworkVerification {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Longer than that nothing is compiled in advance. */
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  /** The name of the reference for large layers. */
  private static final String FAST = "fast";

  /** Up to so many multiply–adds, or elements moved, the definition itself is quick enough. */
  private static final double SMALL = 1 << 16;

  /**
   * What to judge.
   *
   * @param layers the layers
   * @param dtypes in which precisions
   * @param seed from which the data are drawn
   */
  public record Settings(List<NetworkLayer> layers, List<DType> dtypes, long seed) {}

  /** Hears how it gets on. */
  public interface Listener {
    /**
     * A layer is judged.
     *
     * @param cost what it took
     * @param verdicts by quantity
     * @param share the share of the whole that is done, by its estimated cost
     */
    void finished(LayerCost cost, Map<String, Verdict> verdicts, double share);
  }

  private final Settings settings;
  private final PeakHeap heap = new PeakHeap();
  private volatile boolean stopped;

  public NetworkVerification(Settings settings) {
    this.settings = settings;
  }

  /** Asks a running verification to end; {@link #run} then returns what it has. */
  public void stop() {
    stopped = true;
  }

  /** Runs it. */
  public Findings run(Listener listener) {
    List<Judgement> judgements = new ArrayList<>();
    Map<String, String> references = new LinkedHashMap<>();
    double total = settings.layers().stream().mapToDouble(this::cost).sum();
    double done = 0;
    try (PyTorch torch = new PyTorch(TorchConfiguration.cpu().withTimeout(PATIENCE))) {
      CompletableFuture<TorchEngine> starting = CompletableFuture.supplyAsync(torch::engine);
      warmUp(starting::isDone);
      for (NetworkLayer layer : settings.layers()) {
        for (DType dtype : settings.dtypes()) {
          if (!stopped) {
            Implementation reference = reference(layer);
            references.put(
                reference.name(), "the reference '%s' in float64".formatted(reference.name()));
            done += cost(layer) / settings.dtypes().size() / total;
            judgements.addAll(judge(layer, dtype, reference, torch, listener, done));
          }
        }
      }
      TorchEngine engine = torch.engine();
      return new Findings(
          judgements,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          references,
          Map.of(torch.name(), engine.toString()),
          engine instanceof TorchEngine.Absent absent
              ? List.of(absent.reason().message())
              : List.of(),
          stopped);
    }
  }

  /**
   * Has the virtual machine compile what judges, on the least layer of each operator, while PyTorch
   * starts: until then both would wait.
   */
  private void warmUp(BooleanSupplier started) {
    Map<String, NetworkLayer> least = new LinkedHashMap<>();
    settings.layers().stream()
        .filter(layer -> reference(layer).name().equals(FAST) && LayerStandard.claims(layer))
        .sorted(Comparator.comparingDouble(NetworkVerification::work))
        .forEach(layer -> least.putIfAbsent(layer.operator().name(), layer));
    long start = System.nanoTime();
    BooleanSupplier enough =
        () ->
            started.getAsBoolean()
                || stopped
                || System.nanoTime() - start > WARM_UP.toNanos()
                || least.isEmpty();
    while (!enough.getAsBoolean()) {
      for (NetworkLayer layer : least.values()) {
        warmUp(layer, enough);
      }
    }
  }

  private void warmUp(NetworkLayer layer, BooleanSupplier enough) {
    if (enough.getAsBoolean()) {
      return;
    }
    DType dtype = settings.dtypes().get(0);
    Case exam = layer.draw(settings.seed()).as(dtype);
    LayerStandard standard = new LayerStandard(exam, dtype, reference(layer));
    for (String quantity : exam.quantities()) {
      if (!enough.getAsBoolean()) {
        LayerTruth truth = standard.truth(quantity);
        LayerComparison.compare(truth.value().as(dtype), truth);
      }
    }
  }

  /** The definition where it is quick enough or nothing else computes the operator. */
  private Implementation reference(NetworkLayer layer) {
    return Subjects.named(FAST)
        .filter(fast -> work(layer) > SMALL && fast.claims(layer.operator()))
        .orElse(Evaluation.DEFINITION);
  }

  private static double work(NetworkLayer layer) {
    Work work = Work.of(layer.operator(), layer.operands(), Case.FORWARD);
    return Math.max(work.flops() / 2, work.elements());
  }

  private double cost(NetworkLayer layer) {
    return settings.dtypes().stream()
        .mapToDouble(
            dtype ->
                layer.quantities().stream()
                    .mapToDouble(
                        quantity ->
                            Work.of(layer.operator(), layer.operands(), quantity).seconds(dtype))
                    .sum())
        .sum();
  }

  private List<Judgement> judge(
      NetworkLayer layer,
      DType dtype,
      Implementation reference,
      PyTorch torch,
      Listener listener,
      double share) {
    heap.forget();
    Case exam = layer.draw(settings.seed()).as(dtype);
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    Map<String, Double> seconds = new LinkedHashMap<>();
    double torchSeconds = 0;
    double referenceSeconds = 0;
    double comparisonSeconds = 0;
    try {
      TorchResult.Computed theirs = torch.compute(exam);
      torchSeconds = theirs.seconds();
      long prepared = System.nanoTime();
      LayerStandard standard = new LayerStandard(exam, dtype, reference);
      referenceSeconds = (System.nanoTime() - prepared) * 1e-9;
      for (String quantity : exam.quantities()) {
        long start = System.nanoTime();
        LayerTruth truth = standard.truth(quantity);
        long known = System.nanoTime();
        verdicts.put(quantity, LayerComparison.compare(result(theirs, quantity), truth));
        long compared = System.nanoTime();
        referenceSeconds += (known - start) * 1e-9;
        comparisonSeconds += (compared - known) * 1e-9;
        seconds.put(quantity, (compared - start) * 1e-9);
      }
    } catch (NoResult e) {
      exam.quantities().forEach(quantity -> verdicts.putIfAbsent(quantity, e.verdict()));
    } catch (UnsupportedOperationException e) {
      exam.quantities()
          .forEach(quantity -> verdicts.putIfAbsent(quantity, Verdict.skipped(e.getMessage())));
    }
    listener.finished(
        new LayerCost(
            layer,
            dtype,
            reference.name(),
            torchSeconds,
            referenceSeconds,
            comparisonSeconds,
            heap.bytes()),
        verdicts,
        share);
    List<Judgement> judgements = new ArrayList<>();
    verdicts.forEach(
        (quantity, verdict) ->
            judgements.add(
                new Judgement(
                        layer.operator().name(),
                        layer.id(),
                        dtype,
                        torch.name(),
                        reference.name(),
                        quantity,
                        verdict,
                        seconds.getOrDefault(quantity, 0.0),
                        settings.seed())
                    .reproducedBy(
                        "etalon verify --shapes %s --batch %d --dtype %s --seed %d"
                            .formatted(
                                layer.id(),
                                layer.operands().get("input").extent(0),
                                dtype,
                                settings.seed()))));
    return judgements;
  }

  private static Tensor result(TorchResult.Computed theirs, String quantity) {
    return quantity.equals(Case.FORWARD)
        ? theirs.output()
        : theirs.gradient(Case.operandOf(quantity));
  }
}
