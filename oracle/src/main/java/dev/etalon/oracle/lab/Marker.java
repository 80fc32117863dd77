package dev.etalon.oracle.lab;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.lab.Feature;
import dev.etalon.fixtures.lab.LabQuestion.Convention;
import dev.etalon.oracle.exchange.Answer;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.core.DD;

/** Holds one answer against the truth, by each convention that counts as right. */
record Marker(Policies policies) {
  /** u of float32 over u of float64: what is within it is right and less precise. */
  private static final double SINGLE = DType.FLOAT32.unitRoundoff() / DType.FLOAT64.unitRoundoff();

  /** Of what can be separated, a trained classifier gets this part right. */
  private static final double LEAST_ACCURACY = 0.9;

  /** What is found of a quantity. */
  Finding mark(Prepared asked, String quantity, Answer answer) {
    Answer.Partly partly =
        answer.states().getOrDefault(quantity, new Answer.Partly(answer.state(), answer.message()));
    LabStatus absent =
        switch (partly.state()) {
          case COMPUTED -> answer.result(quantity).isPresent() ? null : LabStatus.NOT_JUDGED;
          case NOT_IMPLEMENTED -> LabStatus.NOT_IMPLEMENTED;
          case IMPORT_ERROR -> LabStatus.IMPORT_ERROR;
          case ERROR, UNREADABLE -> LabStatus.ERROR;
          case CRASHED -> LabStatus.CRASHED;
          case TIMED_OUT -> LabStatus.TIMED_OUT;
          case NOT_ANSWERED -> LabStatus.NOT_JUDGED;
        };
    if (absent != null) {
      return new Finding(
          asked, quantity, absent, partly.message(), Optional.empty(), Optional.empty());
    }
    Tensor got = answer.result(quantity).orElseThrow();
    Shape shape =
        quantity.equals(Case.FORWARD)
            ? asked.exam().cotangent().shape()
            : asked.exam().operands().get(Case.operandOf(quantity)).shape();
    String another = answer.notes().get("own-shape " + quantity);
    if (another != null || !got.shape().equals(shape)) {
      return new Finding(
          asked,
          quantity,
          LabStatus.WRONG_SHAPE,
          another != null
              ? "the shape is " + another
              : "the shape is %s, it must be %s".formatted(got.shape(), shape),
          Optional.of(got),
          Optional.empty());
    }
    return asked.has(Feature.TRAINING)
        ? trained(asked, quantity, got)
        : valued(asked, quantity, got);
  }

  private Finding valued(Prepared asked, String quantity, Tensor got) {
    Finding best = null;
    String refused = "";
    for (Map.Entry<Optional<Convention>, Standard> entry : asked.standards().entrySet()) {
      Finding finding = against(asked, quantity, got, entry.getValue());
      boolean accepted = entry.getKey().map(policies.accepted()::contains).orElse(true);
      if (accepted && finding.isRight()) {
        return finding;
      }
      if (accepted && best == null) {
        best = finding;
      }
      if (!accepted && finding.isRight()) {
        refused = words(entry.getKey().orElseThrow());
      }
    }
    if (best == null) {
      throw new IllegalStateException("no convention is accepted for " + asked.exam().id());
    }
    return refused.isEmpty()
        ? best
        : new Finding(
            asked,
            quantity,
            LabStatus.WRONG_VALUE,
            "%s; it follows another convention: %s".formatted(best.explanation(), refused),
            best.got(),
            best.standard());
  }

  private static String words(Convention convention) {
    return switch (convention) {
      case LAMBDA -> "λ‖w‖²";
      case HALF_LAMBDA -> "(λ/2)‖w‖²";
      case FIRST -> "the first of tied maxima receives the gradient";
      case LAST -> "the last of tied maxima receives the gradient";
      case SPLIT -> "tied maxima share the gradient";
      case ZERO -> "the slope of ReLU at 0 is 0";
      case ONE -> "the slope of ReLU at 0 is 1";
    };
  }

  private static Finding against(Prepared asked, String quantity, Tensor got, Standard standard) {
    Expected expected = standard.expected(quantity);
    if (Comparison.compare(got, expected).status() != Status.FAILED) {
      return new Finding(
          asked, quantity, LabStatus.PASSED, "", Optional.of(got), Optional.of(standard));
    }
    double[] single = expected.budget();
    for (int i = 0; i < single.length; i++) {
      double rounding = DType.FLOAT64.unitRoundoff() * Math.abs(expected.values().at(i).hi());
      single[i] = SINGLE * (single[i] + rounding);
    }
    Expected loose = new Expected(expected.values(), single, expected.formula(), false);
    boolean imprecise = Comparison.compare(got, loose).status() != Status.FAILED;
    return new Finding(
        asked,
        quantity,
        imprecise ? LabStatus.WARNING : LabStatus.WRONG_VALUE,
        imprecise
            ? "right to single precision only: " + firstWrong(got, expected)
            : firstWrong(got, expected),
        Optional.of(got),
        Optional.of(standard));
  }

  /** The first element beyond its budget, in row-major order, and how many there are. */
  private static String firstWrong(Tensor got, Expected expected) {
    int first = -1;
    int count = 0;
    for (int i = 0; i < got.size(); i++) {
      if (isWrong(got.at(i), expected.values().at(i), expected.budget()[i])) {
        first = first < 0 ? i : first;
        count++;
      }
    }
    if (first < 0) {
      return "less precise than float64";
    }
    String place =
        got.shape().rank() == 0
            ? "expected %s, got %s"
            : "at " + Arrays.toString(got.shape().index(first)) + " expected %s, got %s";
    String numbers =
        place.formatted(number(expected.values().at(first).hi()), number(got.at(first)));
    return got.size() == 1
        ? numbers
        : "%s (%d of %d elements are wrong)".formatted(numbers, count, got.size());
  }

  static boolean isWrong(double got, DD truth, double budget) {
    return Double.compare(got, truth.hi()) != 0
        && !(Math.abs(got - truth.hi() - truth.lo()) <= budget);
  }

  static String number(double value) {
    return Double.isFinite(value) && value != Math.rint(value)
        ? String.format(Locale.ROOT, "%.6g", value)
        : Double.toString(value);
  }

  /** Trained parameters separate the examples better than a coin does. */
  private static Finding trained(Prepared asked, String quantity, Tensor probabilities) {
    Tensor labels = asked.exam().operands().get("target");
    int classes = probabilities.shape().extent(1);
    int right = 0;
    double loss = 0;
    for (int n = 0; n < labels.size(); n++) {
      int label = (int) labels.at(n);
      boolean best = true;
      for (int c = 0; c < classes; c++) {
        best &= c == label || probabilities.get(n, c) < probabilities.get(n, label);
      }
      right += best ? 1 : 0;
      loss -= Math.log(probabilities.get(n, label)) / labels.size();
    }
    boolean learned = right >= LEAST_ACCURACY * labels.size() && loss < Math.log(classes) / 2;
    return new Finding(
        asked,
        quantity,
        learned ? LabStatus.PASSED : LabStatus.WRONG_VALUE,
        learned
            ? ""
            : String.format(
                Locale.ROOT,
                "after training on separable examples %d of %d are right and the loss is %.3g; at"
                    + " least %.0f %% and a loss below ½·ln %d = %.3g can be had",
                right,
                labels.size(),
                loss,
                100 * LEAST_ACCURACY,
                classes,
                Math.log(classes) / 2),
        Optional.of(probabilities),
        Optional.empty());
  }
}
