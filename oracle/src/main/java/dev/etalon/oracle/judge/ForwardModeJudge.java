package dev.etalon.oracle.judge;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.arithmetic.BudgetArithmetic;
import dev.etalon.reference.arithmetic.DualArithmetic;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.numbers.core.Sum;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The projection check ⟨ȳ, J·v⟩ = ⟨vjp(ȳ), v⟩ for random tangents v of one operand at a time, J·v
 * by dual numbers. Each projection weighs every element of the gradient; {@value #TANGENTS} of them
 * leave no error in a hyperplane unseen.
 */
public final class ForwardModeJudge implements Judge {
  private static final int TANGENTS = 4;
  private static final long SEED = 0x5eed;

  @Override
  public String name() {
    return "forward-mode";
  }

  @Override
  public String method() {
    return "⟨ȳ, J·v⟩ = ⟨vjp(ȳ), v⟩ for %d random v, J·v by dual numbers".formatted(TANGENTS);
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return quantity.equals(Case.FORWARD) ? Optional.of("judges gradients only") : Optional.empty();
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (String operand : trial.exam().differentiable()) {
      verdicts.put(
          Case.gradient(operand),
          trial.gradient(operand).judge(gradient -> project(trial, operand, gradient)));
    }
    return verdicts;
  }

  private static Verdict project(Trial trial, String operand, Tensor gradient) {
    Tensor input = trial.exam().operands().get(operand);
    var sampler =
        ZigguratSampler.NormalizedGaussian.of(
            RandomSource.XO_SHI_RO_256_PP.create(
                new long[] {SEED, trial.exam().id().hashCode(), operand.hashCode()}));
    double[] expected = new double[TANGENTS];
    double[] got = new double[TANGENTS];
    double[] budget = new double[TANGENTS];
    for (int i = 0; i < TANGENTS; i++) {
      Tensor tangent =
          Tensor.generate(
              DType.FLOAT64,
              input.shape(),
              // an infinite input cannot be moved
              offset -> Double.isFinite(input.at(offset)) ? sampler.sample() : 0);
      project(trial, operand, gradient, tangent, i, expected, got, budget);
    }
    if (!Arrays.stream(expected).allMatch(Double::isFinite)) {
      return Verdict.notDifferentiable("the directional derivative is not finite");
    }
    return Comparison.compare(
        Tensor.float64(Shape.of(TANGENTS), got),
        Expected.approximately(
            Tensor.float64(Shape.of(TANGENTS), expected),
            budget,
            "Σ budget·|v| + 2γₙ·Σ|v·gradient|, " + trial.standard().formula(1)));
  }

  private static void project(
      Trial trial,
      String operand,
      Tensor gradient,
      Tensor tangent,
      int i,
      double[] expected,
      double[] got,
      double[] budget) {
    double[] elementBudget = trial.standard().budget(Case.gradient(operand));
    Tensor cotangent = trial.exam().cotangent();
    Tensor output = directionalDerivative(trial.exam(), operand, tangent);
    expected[i] = Sum.ofProducts(cotangent.toArray(), output.toArray()).getAsDouble();
    Sum projection = Sum.create();
    double allowed = 0;
    double magnitude = 0;
    for (int offset = 0; offset < tangent.size(); offset++) {
      double v = tangent.at(offset);
      if (v != 0) {
        projection.addProduct(v, gradient.at(offset));
        allowed += Math.abs(v) * elementBudget[offset];
        magnitude += Math.abs(v * gradient.at(offset));
      }
    }
    for (int offset = 0; offset < output.size(); offset++) {
      magnitude += Math.abs(cotangent.at(offset) * output.at(offset));
    }
    got[i] = projection.getAsDouble();
    int roundings = tangent.size() + output.size() + 10;
    double rounding = BudgetArithmetic.gamma(roundings, DType.FLOAT64.unitRoundoff()) * magnitude;
    // a gradient that is not finite must not widen its own budget
    budget[i] = Double.isFinite(rounding) ? allowed + rounding : allowed;
  }

  /** J·v by dual numbers, v a tangent of one operand. */
  private static Tensor directionalDerivative(Case exam, String moved, Tensor tangent) {
    DualArithmetic dual = DualArithmetic.INSTANCE;
    Operator operator = exam.operator();
    Inputs<DerivativeStructure> inputs =
        Evaluation.inputs(
            operator,
            exam.operands(),
            (name, tensor) ->
                NdArray.generateFlat(
                    tensor.shape(),
                    i -> dual.dual(tensor.at(i), name.equals(moved) ? tangent.at(i) : 0)));
    return operator.forward(dual, inputs).toTensor(DType.FLOAT64, dual::tangent);
  }
}
