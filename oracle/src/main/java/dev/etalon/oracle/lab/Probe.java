package dev.etalon.oracle.lab;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.exchange.Answer;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Self-consistency: the solution's own value by central differences along a random direction v,
 * against its own gradient, ⟨ȳ, f(x + hv) − f(x − hv)⟩ / 2h = ⟨vjp(ȳ), v⟩. No reference takes part.
 * Of the steps h and h/2 the extrapolation (4·D(h/2) − D(h))/3 is taken; its distance from D(h/2)
 * and the evaluation's rounding bound its error.
 *
 * @param question the question whose gradient is probed
 * @param operand the operand that moves
 * @param direction v
 * @param points the operand at x − hv, x + hv, x − hv/2, x + hv/2
 */
record Probe(Case question, String operand, Tensor direction, List<Case> points) {
  private static final double STEP = 0x1p-8;
  private static final double[] STEPS = {-STEP, STEP, -STEP / 2, STEP / 2};

  /** A tenth of the value: with a wider error interval there is no evidence. */
  private static final double EVIDENCE = 0.1;

  static Probe of(Case question, String operand, long seed) {
    Tensor x = question.operands().get(operand);
    UniformRandomProvider random =
        RandomSource.XO_SHI_RO_256_PP.create(
            new long[] {seed, question.id().hashCode(), operand.hashCode()});
    // multiples of 1/8 of either sign and never 0: no element goes unseen
    Tensor direction =
        Tensor.generate(
            DType.FLOAT64,
            x.shape(),
            i -> (4 + random.nextInt(5)) / 8.0 * (random.nextBoolean() ? 1 : -1));
    List<Case> points = new ArrayList<>();
    for (double step : STEPS) {
      Map<String, Tensor> operands = new LinkedHashMap<>(question.operands());
      operands.put(
          operand,
          Tensor.generate(DType.FLOAT64, x.shape(), i -> x.at(i) + step * direction.at(i)));
      points.add(question.with(operands, question.cotangent()));
    }
    return new Probe(question, operand, direction, points);
  }

  String quantity() {
    return Case.gradient(operand);
  }

  /**
   * Whether a gradient belongs to the values; empty if that cannot be said.
   *
   * @param gradient the solution's gradient
   * @param values the solution's answers at the points
   */
  Optional<Boolean> consistent(Tensor gradient, List<Answer> values, Standard standard) {
    double[] projections = new double[STEPS.length];
    double magnitude = 0;
    for (int i = 0; i < projections.length; i++) {
      Optional<Tensor> value = values.get(i).result(Case.FORWARD);
      if (value.isEmpty() || !isComparable(value.get())) {
        return Optional.empty();
      }
      projections[i] = projection(value.get());
      for (int k = 0; k < value.get().size(); k++) {
        magnitude += Math.abs(weight(value.get(), k) * value.get().at(k));
      }
    }
    if (gradient.size() != direction.size()) {
      return Optional.empty();
    }
    double coarse = (projections[1] - projections[0]) / (2 * STEP);
    double fine = (projections[3] - projections[2]) / STEP;
    double derivative = (4 * fine - coarse) / 3;
    double got = 0;
    double allowed = 0;
    double[] budget = standard.budget(quantity());
    Tensor x = question.operands().get(operand);
    for (int i = 0; i < direction.size(); i++) {
      got += gradient.at(i) * direction.at(i);
      allowed += budget[i] * Math.abs(direction.at(i));
      // x ± hv is rounded
      allowed += Math.abs(gradient.at(i)) * Math.ulp(x.at(i)) / STEP;
    }
    double noise = 0;
    double[] forward = standard.budget(Case.FORWARD);
    for (int i = 0; i < forward.length; i++) {
      noise += Math.abs(question.cotangent().at(i)) * forward[i];
    }
    // an implementation that is not the definition may round as often as its terms allow
    noise += magnitude * Math.ulp(1.0);
    allowed += Math.abs(derivative - fine) + 8 * noise / STEP;
    if (!(allowed < EVIDENCE * Math.max(Math.abs(derivative), Math.abs(got)))) {
      return Optional.empty();
    }
    return Optional.of(Math.abs(got - derivative) <= allowed);
  }

  /** A loss that is no scalar counts as its sum. */
  private boolean isComparable(Tensor value) {
    for (int i = 0; i < value.size(); i++) {
      if (!Double.isFinite(value.at(i))) {
        return false;
      }
    }
    return value.size() == question.cotangent().size() || question.cotangent().size() == 1;
  }

  private double projection(Tensor value) {
    double sum = 0;
    for (int i = 0; i < value.size(); i++) {
      sum += weight(value, i) * value.at(i);
    }
    return sum;
  }

  private double weight(Tensor value, int i) {
    return question.cotangent().at(value.size() == question.cotangent().size() ? i : 0);
  }
}
