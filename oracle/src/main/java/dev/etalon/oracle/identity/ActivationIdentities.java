package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;

/** Elementwise activations. */
final class ActivationIdentities {
  private static final String INPUT = "input";

  private ActivationIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "elementwise",
            "f(x∘π) = f(x)∘π for any permutation π of the elements",
            ActivationIdentities::elementwise),
        new Identity(
            "positive-part", "relu(x) − relu(−x) = x", ActivationIdentities::positivePart));
  }

  private static List<Equation> elementwise(Case exam) {
    Tensor x = exam.operands().get(INPUT);
    if (!OperatorFamilies.isElementwise(exam.operator()) || x.size() < 2) {
      return List.of();
    }
    Rearrangement rolled = Rearrangement.rolled(x.shape());
    Question original = Question.of(exam);
    Question permuted = original.with(INPUT, rolled.of(x));
    return List.of(
        new Equation(FORWARD, permuted.forward(), original.forward().read(rolled)),
        new Equation(
            gradient(INPUT),
            permuted.gradient(INPUT, rolled.of(exam.cotangent())),
            original.gradient(INPUT, exam.cotangent()).read(rolled)));
  }

  private static List<Equation> positivePart(Case exam) {
    if (!(exam.operator() instanceof Relu)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor x = question.operand(INPUT);
    Question mirrored = question.with(INPUT, x.map(element -> -element));
    return List.of(
        new Equation(FORWARD, question.forward().minus(mirrored.forward()), Side.exactly(x)));
  }
}
