package dev.etalon.oracle.lab;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.lab.Feature;
import dev.etalon.fixtures.mutant.Mutant;
import dev.etalon.fixtures.mutant.Mutants;
import dev.etalon.oracle.diagnosis.Diagnosis;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.loss.L2Penalty;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The likely mistake behind what was found of a method, in words: by the message of an exception,
 * the shape or the numbers of a result, and by which questions it is wrong in.
 */
final class Mistakes {
  /** Pieces of messages, and what they mean; the first that is found counts. */
  private static final Map<String, String> MESSAGES = new LinkedHashMap<>();

  static {
    String python2 = "this is Python 2; Python 3 is needed";
    String transposed = "the shapes of a matrix product do not fit: is a matrix not transposed?";
    MESSAGES.put("Missing parentheses in call to", python2 + " (print is a function)");
    MESSAGES.put("name 'xrange' is not defined", python2 + " (xrange is range)");
    MESSAGES.put("has no attribute 'iteritems'", python2 + " (iteritems is items)");
    MESSAGES.put(
        "module 'numpy' has no attribute", "it was removed from NumPy; use the built-in type");
    MESSAGES.put("core dimension", transposed);
    MESSAGES.put("not aligned", transposed);
    MESSAGES.put(
        "could not be broadcast", "two shapes do not fit: an axis is missing or in another place");
    MESSAGES.put("cannot reshape", "a reshape to a size that is not there: which N, C, H, W?");
    MESSAGES.put("non-broadcastable", "an array of another shape than it is added to");
    MESSAGES.put("object is not callable", "something is called that is no function");
    MESSAGES.put("maximum recursion depth", "it calls itself without end");
    MESSAGES.put("No module named", "a module is missing");
    MESSAGES.put("SIGSEGV", "compiled code reads or writes outside its arrays");
    MESSAGES.put("SystemExit", "the solution ends the program itself: remove exit()");
  }

  /** A clamp changes ordinary losses by less than this part. */
  private static final double NEARLY = 1.0 / 64;

  private final Map<String, Diagnosis> diagnoses = new ConcurrentHashMap<>();

  /**
   * The likely mistake of a method.
   *
   * @param findings of every question, the smallest first
   */
  Optional<String> explain(List<Finding> findings) {
    List<Finding> wrong = findings.stream().filter(finding -> !finding.isRight()).toList();
    Finding smallest = wrong.get(0);
    List<String> words = new ArrayList<>();
    pattern(findings).ifPresent(words::add);
    clamp(wrong).ifPresent(words::add);
    switch (smallest.status()) {
      case WRONG_VALUE -> value(smallest).ifPresent(words::add);
      case WRONG_SHAPE -> shape(smallest).ifPresent(words::add);
      case IMPORT_ERROR, ERROR, CRASHED -> message(smallest.explanation()).ifPresent(words::add);
      default -> {}
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
  }

  private static Optional<String> message(String message) {
    return MESSAGES.entrySet().stream()
        .filter(known -> message.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The features of exactly those questions that are wrong. */
  private static Optional<String> pattern(List<Finding> findings) {
    List<Finding> judged =
        findings.stream()
            .filter(Finding::isJudged)
            // whether it overflows is a question of its own
            .filter(finding -> !finding.asked().has(Feature.LARGE_LOGITS) || finding.isRight())
            .toList();
    if (judged.stream().allMatch(finding -> !finding.isRight())) {
      return Optional.empty();
    }
    if (judged.stream().allMatch(Finding::isRight)) {
      return Optional.of("wrong only with " + Feature.LARGE_LOGITS.words());
    }
    List<Feature> exact = new ArrayList<>();
    for (Feature feature : Feature.values()) {
      boolean same = judged.stream().allMatch(f -> f.asked().has(feature) == !f.isRight());
      if (same) {
        exact.add(feature);
      }
    }
    if (!exact.isEmpty()) {
      return Optional.of(
          exact.stream()
              .map(Feature::words)
              .collect(Collectors.joining(", ", "wrong only with ", "")));
    }
    return onlyOneRight(judged);
  }

  /** Right for one batch size, or one shape, alone. */
  private static Optional<String> onlyOneRight(List<Finding> judged) {
    List<Finding> right = judged.stream().filter(Finding::isRight).toList();
    for (Feature feature :
        List.of(Feature.BATCH_OF_50, Feature.BATCH_OF_ONE, Feature.OTHER_BATCH)) {
      if (right.stream().allMatch(f -> f.asked().has(feature))) {
        return Optional.of("right only with " + feature.words());
      }
    }
    return right.stream().allMatch(f -> f.asked().exam().name().equals("square"))
        ? Optional.of("right only where height and width, or in and out, are equal")
        : Optional.empty();
  }

  private static Optional<String> shape(Finding finding) {
    Shape got = finding.got().orElseThrow().shape();
    Case exam = finding.asked().exam();
    if (finding.quantity().equals(Case.FORWARD) && exam.cotangent().shape().rank() == 0) {
      return Optional.of(notScalar(exam, got));
    }
    Shape needed =
        finding.quantity().equals(Case.FORWARD)
            ? exam.cotangent().shape()
            : exam.operands().get(Case.operandOf(finding.quantity())).shape();
    if (got.size() == 0) {
      return Optional.of("a slice is empty: x[p:-p] with p = 0");
    }
    if (got.size() == needed.size()) {
      List<Integer> sorted = needed.toList().stream().sorted().toList();
      return Optional.of(
          got.toList().stream().sorted().toList().equals(sorted)
              ? "the axes are in another order: a transposition too many or too few"
              : "the elements are there, but not in the shape of what they belong to: reshape");
    }
    if (exam.operator().name().startsWith("max_pool") && finding.quantity().equals(Case.FORWARD)) {
      return Optional.of("the number of windows is ⌊(n − k)/s⌋ + 1 along each axis");
    }
    return Optional.empty();
  }

  private static String notScalar(Case exam, Shape got) {
    Shape logits = exam.operands().values().iterator().next().shape();
    int n = logits.extent(0);
    int c = logits.rank() > 1 ? logits.extent(1) : 1;
    String what = "the loss must be a scalar";
    if (got.rank() == 2 && got.extent(0) == n && got.extent(1) == n && n != c) {
      return what + "; an (N,) and an (N, 1) array were broadcast to (N, N)";
    }
    if (got.equals(logits)) {
      return what + "; nothing is summed";
    }
    if (got.rank() == 1 && got.extent(0) == c && c != n) {
      return what + "; the sum over the classes is missing";
    }
    if (got.size() == n) {
      return what + "; the mean over the batch is missing";
    }
    return what;
  }

  /** An answer that is confident and wrong costs much, but not with this solution. */
  private static Optional<String> clamp(List<Finding> wrong) {
    List<Finding> valued =
        wrong.stream()
            .filter(f -> f.status() == LabStatus.WRONG_VALUE && f.standard().isPresent())
            .filter(f -> f.quantity().equals(Case.FORWARD) && f.got().orElseThrow().size() == 1)
            .toList();
    boolean elsewhereNearlyRight =
        valued.stream()
            .filter(f -> !f.asked().has(Feature.CONFIDENT))
            .filter(f -> !f.asked().has(Feature.LARGE_LOGITS))
            .allMatch(f -> Math.abs(got(f) - truth(f)) < NEARLY * Math.abs(truth(f)));
    return valued.stream()
        .filter(f -> f.asked().has(Feature.CONFIDENT))
        .filter(f -> elsewhereNearlyRight && got(f) > 0 && got(f) < truth(f) / 2)
        .map(
            f ->
                "the loss is clamped near %s where %s is right: no ε belongs into the logarithm"
                    .formatted(Marker.number(got(f)), Marker.number(truth(f))))
        .findFirst();
  }

  private static double got(Finding finding) {
    return finding.got().orElseThrow().at(0);
  }

  private static double truth(Finding finding) {
    return finding.standard().orElseThrow().rounded(finding.quantity()).at(0);
  }

  private Optional<String> value(Finding finding) {
    if (finding.standard().isEmpty()) {
      return Optional.empty();
    }
    Tensor got = finding.got().orElseThrow();
    Standard standard = finding.standard().get();
    Tensor truth = standard.rounded(finding.quantity());
    if (finding.quantity().equals(Case.FORWARD)
        && standard.exam().operator() instanceof MaxPool
        && got.equals(truth.map(x -> Math.max(x, 0)))) {
      return Optional.of("wrong only with " + Feature.NEGATIVE.words());
    }
    if (got.size() == 1 && isRootOf(got.at(0), truth.at(0), standard)) {
      return Optional.of("λ‖w‖ stands where λ‖w‖² is meant: the norm is not squared");
    }
    Optional<String> scale = scale(finding, standard, got);
    if (scale.isPresent()) {
      return scale;
    }
    return diagnoses
        .computeIfAbsent(standard.exam().operator().name(), Mistakes::diagnosis)
        .explain(standard, finding.quantity(), got);
  }

  /** Too large or too small by the number of examples or of classes. */
  private static Optional<String> scale(Finding finding, Standard standard, Tensor got) {
    Shape first = finding.asked().exam().operands().values().iterator().next().shape();
    Map<String, Double> scales = new LinkedHashMap<>();
    for (int axis = 0; axis < Math.min(2, first.rank()); axis++) {
      String letter = axis == 0 ? "N" : "C";
      double extent = first.extent(axis);
      if (extent > 1) {
        String number = "%s = %.0f times too ".formatted(letter, extent);
        scales.put("it is " + number + "large: a mean's 1/" + letter + " is missing", extent);
        scales.put(
            "it is " + number + "small: a mean over " + letter + " is taken once too often",
            1 / extent);
      }
    }
    double[] budget = standard.budget(finding.quantity());
    for (Map.Entry<String, Double> scale : scales.entrySet()) {
      boolean all = true;
      for (int i = 0; i < budget.length && all; i++) {
        double scaled = scale.getValue() * standard.truth(finding.quantity()).at(i).hi();
        // the budget scales, too; scaling itself and what is scaled are rounded
        double allowed = scale.getValue() * budget[i] + 4 * Math.ulp(scaled);
        all = Math.abs(got.at(i) - scaled) <= allowed;
      }
      if (all) {
        return Optional.of(scale.getKey());
      }
    }
    return Optional.empty();
  }

  /** λ·√Σw² of the penalty λ·Σw², by either convention of λ. */
  private static boolean isRootOf(double got, double truth, Standard standard) {
    if (!(standard.exam().operator() instanceof L2Penalty penalty)) {
      return false;
    }
    double norm = Math.sqrt(truth / penalty.coefficient());
    double rounding = 8 * Math.ulp(got);
    return Math.abs(got - penalty.lambda() * norm) <= rounding
        || Math.abs(got - penalty.lambda() * norm / 2) <= rounding;
  }

  private static Diagnosis diagnosis(String operator) {
    List<Mutant> mutants = Mutants.of(operator);
    return new Diagnosis(mutants);
  }
}
