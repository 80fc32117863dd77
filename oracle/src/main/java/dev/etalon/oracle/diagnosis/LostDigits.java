package dev.etalon.oracle.diagnosis;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.ErrorAnalysis;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.arithmetic.Precision;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Format;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** Whether a result is right in a narrower arithmetic: then it is no other mistake than that. */
final class LostDigits {
  private LostDigits() {}

  static Optional<String> describe(Standard standard, String quantity, Tensor got) {
    return narrower(standard.dtype())
        .filter(precision -> isRightIn(precision, standard, quantity, got))
        .map(
            precision ->
                "every error is within what %s allows: digits are lost, to a narrower type or by cancellation"
                    .formatted(precision.multiply()));
  }

  private static Optional<Precision> narrower(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> Optional.of(everywhere(Format.FLOAT64, Format.FLOAT32));
      case FLOAT32 -> Optional.of(everywhere(Format.FLOAT32, Format.TF32));
      default -> Optional.empty();
    };
  }

  private static Precision everywhere(Format input, Format narrow) {
    return new Precision(input, narrow, narrow, narrow, false);
  }

  private static boolean isRightIn(
      Precision precision, Standard standard, String quantity, Tensor got) {
    Case exam = standard.exam();
    ErrorAnalysis analysis = new ErrorAnalysis(precision);
    double[] budget =
        quantity.equals(Case.FORWARD)
            ? analysis.forwardOnce(standard.errorModel(), exam.operands())
            : analysis
                .vjpOnce(standard.errorModel(), exam.operands(), exam.cotangent())
                .get(Case.operandOf(quantity));
    Tensor truth = standard.rounded(quantity);
    double signal = Arrays.stream(truth.toArray()).map(Math::abs).max().orElse(0);
    // a budget above the signal would allow every mistake
    return budget != null
        && Arrays.stream(budget).max().orElse(0) < signal
        && Unexplained.isWithin(got, truth, budget);
  }
}
