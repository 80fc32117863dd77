package dev.etalon.oracle.judge;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.arithmetic.BudgetArithmetic;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.core.DD;
import org.apache.commons.numbers.core.Sum;

/**
 * The adjoint identity ⟨f(x) − f(0), ȳ⟩ = ⟨x, vjp(ȳ)⟩ for every operand x in which the operator is
 * affine, the implementation's forward against its own VJP: no reference takes part. The two inner
 * products are compensated sums, whose difference is off by γₙ² of the terms' magnitudes (T. Ogita,
 * S. M. Rump, S. Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005, Prop. 5.5);
 * on integers they are exact.
 */
public final class AdjointJudge implements Judge {
  /** Up to 2⁵³ sums of integers are exact in every order. */
  private static final double EXACT_INTEGERS = 0x1p53;

  @Override
  public String name() {
    return "adjoint";
  }

  @Override
  public String method() {
    return "⟨f(x) − f(0), ȳ⟩ = ⟨x, vjp(ȳ)⟩, the implementation against itself";
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    if (quantity.equals(Case.FORWARD)) {
      return Optional.of("relates the forward value to each gradient; see there");
    }
    String operand = Case.operandOf(quantity);
    return trial.exam().operator().affineIn().contains(operand)
        ? Optional.empty()
        : Optional.of("the operator is not affine in this operand");
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (String operand : trial.exam().differentiable()) {
      if (trial.exam().operator().affineIn().contains(operand)) {
        verdicts.put(
            Case.gradient(operand),
            trial
                .forward()
                .judge(
                    value ->
                        trial
                            .gradient(operand)
                            .judge(gradient -> identity(trial, operand, value, gradient))));
      }
    }
    return verdicts;
  }

  private static Verdict identity(Trial trial, String operand, Tensor value, Tensor gradient) {
    Case exam = trial.exam();
    Operator operator = exam.operator();
    Implementation implementation = trial.implementation();
    Tensor x = exam.operands().get(operand);
    Map<String, Tensor> atZero = new LinkedHashMap<>(exam.operands());
    atZero.put(operand, Tensor.filled(x.dtype(), x.shape(), 0));
    Tensor offset = implementation.forward(operator, atZero, trial.dtype());
    Tensor cotangent = exam.cotangent();
    double[] forwardBudget = trial.standard().budget(Case.FORWARD);
    double[] gradientBudget = trial.standard().budget(Case.gradient(operand));

    Sum outer = Sum.create();
    double budget = 0;
    double magnitude = 0;
    boolean integers = areIntegers(x, gradient, cotangent, value, offset);
    for (int i = 0; i < value.size(); i++) {
      outer.addProduct(cotangent.at(i), value.at(i)).addProduct(-cotangent.at(i), offset.at(i));
      // f(0) has no more terms than f(x), and each budget grows with the terms
      budget += 2 * Math.abs(cotangent.at(i)) * forwardBudget[i];
      magnitude += Math.abs(cotangent.at(i)) * (Math.abs(value.at(i)) + Math.abs(offset.at(i)));
    }
    Sum inner = Sum.create();
    for (int i = 0; i < x.size(); i++) {
      inner.addProduct(x.at(i), gradient.at(i));
      budget += Math.abs(x.at(i)) * gradientBudget[i];
      magnitude += Math.abs(x.at(i) * gradient.at(i));
    }
    double expected = outer.getAsDouble();
    if (!Double.isFinite(expected)) {
      return Verdict.mistrusted("⟨f(x) − f(0), ȳ⟩ is not finite: the identity says nothing");
    }
    boolean exact = budget == 0 && integers && magnitude <= EXACT_INTEGERS;
    if (!exact && Double.isFinite(magnitude)) {
      double gamma =
          BudgetArithmetic.gamma(2 * value.size() + x.size(), DType.FLOAT64.unitRoundoff());
      budget += gamma * gamma * magnitude + DType.FLOAT64.smallestNormal();
    }
    double got = inner.getAsDouble();
    // the difference of the sums, which may be far below the last place of either
    double difference = outer.subtract(inner).getAsDouble();
    DD reference = Double.isFinite(difference) ? DD.ofSum(got, difference) : DD.of(expected);
    return Comparison.compare(
        Tensor.float64(Shape.scalar(), got),
        new Expected(
            NdArray.scalar(reference),
            new double[] {budget},
            exact
                ? "0: integers are exact in every order of summation"
                : "2Σ|ȳ|·budget(f) + Σ|x|·budget(vjp) + γₙ²·Σ|terms| of the compensated sums, "
                    + trial.standard().formula(1),
            false));
  }

  private static boolean areIntegers(Tensor... tensors) {
    return Arrays.stream(tensors)
        .flatMapToDouble(tensor -> Arrays.stream(tensor.toArray()))
        .allMatch(element -> element == Math.rint(element));
  }
}
