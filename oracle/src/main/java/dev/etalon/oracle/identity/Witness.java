package dev.etalon.oracle.identity;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.reference.arithmetic.BudgetArithmetic.Bounded;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * The implementation under test as a witness: it is asked each question once, and its answers come
 * with how far a correct implementation's could be from the truth.
 */
final class Witness {
  private record Cross(Question question, Tensor cotangent) {}

  private final Trial trial;
  private final Map<Question, Tensor> values = new HashMap<>();
  private final Map<Cross, Map<String, Tensor>> gradients = new HashMap<>();

  /**
   * An answer that no equation needs to be consulted for: it has the wrong shape, or is missing.
   */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  Witness(Trial trial) {
    this.trial = trial;
    Case exam = trial.exam();
    if (trial.forward() instanceof Outcome.Computed<Tensor> computed) {
      values.put(Question.of(exam), computed.value());
    }
  }

  /** The value of the operator in question. */
  NdArray<Bounded> forward(Question question) {
    requireClaimed(question.operator());
    Tensor value = values.get(question);
    if (value == null) {
      value =
          trial.implementation().forward(question.operator(), question.operands(), trial.dtype());
      values.put(question, value);
    }
    return bounded(
        "value",
        value,
        question.outputShape(),
        trial.standard().analysis().forward(errorModel(question), question.operands()));
  }

  /** The gradient by one operand of the operator in question. */
  NdArray<Bounded> gradient(Question question, Tensor cotangent, String operand) {
    requireClaimed(question.operator());
    Map<String, Tensor> answers = gradients.get(new Cross(question, cotangent));
    if (answers == null) {
      answers =
          trial
              .implementation()
              .vjp(question.operator(), question.operands(), cotangent, trial.dtype());
      gradients.put(new Cross(question, cotangent), answers);
    }
    Tensor gradient = answers.get(operand);
    if (gradient == null) {
      throw new Malformed("the gradient by '%s' is missing".formatted(operand));
    }
    Map<String, double[]> budgets =
        trial.standard().analysis().vjp(errorModel(question), question.operands(), cotangent);
    return bounded(
        "gradient by '%s'".formatted(operand),
        gradient,
        question.operand(operand).shape(),
        budgets.get(operand));
  }

  private void requireClaimed(Operator operator) {
    Implementation implementation = trial.implementation();
    if (!implementation.claims(operator)) {
      throw new UnsupportedOperationException(
          "%s does not claim %s".formatted(implementation.name(), operator));
    }
  }

  private Operator errorModel(Question question) {
    return trial.implementation().errorModel(question.operator());
  }

  private static NdArray<Bounded> bounded(
      String what, Tensor answer, Shape shape, double[] budget) {
    if (!answer.shape().equals(shape)) {
      throw new Malformed(
          "the %s has shape %s, it must be %s".formatted(what, answer.shape(), shape));
    }
    return NdArray.generateFlat(shape, offset -> new Bounded(answer.at(offset), budget[offset]));
  }
}
