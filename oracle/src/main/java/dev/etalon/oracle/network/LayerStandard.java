package dev.etalon.oracle.network;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.network.NetworkLayer;
import dev.etalon.oracle.timing.Work;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is true of a real layer, one quantity at a time, so that memory stays bounded. */
final class LayerStandard {
  /**
   * The mean square of a rounding's relative error in units of u: an error uniform in ±u·2ᵉ over a
   * significand whose logarithm is uniform, 1/3 · ∫₁² m⁻³ dm / ln 2 = 1/(8 ln 2).
   */
  private static final double MEAN_SQUARE = 1 / (8 * Math.log(2));

  /** Below, the budgets are sharp by themselves, and the errors of few roundings are discrete. */
  private static final double LEAST_TERMS = 8;

  private final Case exam;
  private final DType dtype;
  private final Implementation reference;
  private final Case widened;
  private final DType coarse;
  private final Case magnitudes;

  /**
   * @param exam the layer, its data rounded to the dtype
   * @param dtype the precision of what is judged
   * @param reference what computes the truth, in float64
   */
  LayerStandard(Case exam, DType dtype, Implementation reference) {
    this.exam = exam;
    this.dtype = dtype;
    this.reference = reference;
    this.widened = exam.as(DType.FLOAT64);
    this.coarse = selects() ? dtype : DType.FLOAT32;
    this.magnitudes = magnitudes();
  }

  /** Whether there is a budget for every quantity of a layer. */
  static boolean claims(NetworkLayer layer) {
    return layer.quantities().stream()
        .allMatch(quantity -> Terms.of(layer.operator(), layer.operands(), quantity).isPresent());
  }

  LayerTruth truth(String quantity) {
    Terms terms =
        Terms.of(exam.operator(), exam.shapes(), quantity)
            .orElseThrow(
                () -> new UnsupportedOperationException("no budget for " + exam.operator().name()));
    Tensor value = evaluate(quantity, widened, DType.FLOAT64);
    Tensor magnitude = terms.roundings() == 0 ? value : evaluate(quantity, magnitudes, coarse);
    return new LayerTruth(value, magnitude, terms, usual(quantity, value.size()), dtype);
  }

  private Tensor evaluate(String quantity, Case question, DType precision) {
    return quantity.equals(Case.FORWARD)
        ? reference.forward(question.operator(), question.operands(), precision)
        : reference.gradient(
            question.operator(),
            Case.operandOf(quantity),
            question.operands(),
            question.cotangent(),
            precision);
  }

  private Case magnitudes() {
    Map<String, Tensor> magnitudes = new LinkedHashMap<>();
    for (Operand operand : exam.operator().operands()) {
      Tensor tensor = exam.operands().get(operand.name());
      if (tensor != null) {
        magnitudes.put(operand.name(), selects() || !operand.isReal() ? tensor : magnitude(tensor));
      }
    }
    return exam.with(magnitudes, magnitude(exam.cotangent()));
  }

  /** Whether absolute values or rounding would change which element is selected. */
  private boolean selects() {
    return exam.operator() instanceof MaxPool;
  }

  private Tensor magnitude(Tensor tensor) {
    return Tensor.generate(coarse, tensor.shape(), offset -> Math.abs(tensor.at(offset)));
  }

  /**
   * The RMS error of a naive kernel on independent data around 0: of n products of mean square σ²
   * each is rounded, and so is each partial sum, whose mean square is kσ²: u²·(1/(8 ln 2))·σ²·(n +
   * n(n + 1)/2 − 1).
   */
  private double usual(String quantity, int size) {
    Operator operator = exam.operator();
    double multiplyAdds = Work.of(operator, exam.shapes(), quantity).flops() / 2;
    double terms = multiplyAdds / Math.max(1, size);
    if (terms < LEAST_TERMS) {
      return 0;
    }
    double square = quantity.equals(Case.FORWARD) ? 1 : meanSquare(exam.cotangent());
    for (String operand : new String[] {"input", "weight"}) {
      if (!quantity.equals(Case.gradient(operand))) {
        square *= meanSquare(exam.operands().get(operand));
      }
    }
    double roundings = terms + terms * (terms + 1) / 2 - 1;
    return dtype.unitRoundoff() * Math.sqrt(MEAN_SQUARE * square * roundings);
  }

  private static double meanSquare(Tensor tensor) {
    double squares = 0;
    for (int offset = 0; offset < tensor.size(); offset++) {
      squares += tensor.at(offset) * tensor.at(offset);
    }
    return squares / Math.max(1, tensor.size());
  }
}
