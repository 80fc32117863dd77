package dev.etalon.oracle.identity;

import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The definitions, with something done to the question or to the answers: wrong on purpose. */
record Wrong(
    UnaryOperator<Question> question,
    BiFunction<Question, Tensor, Tensor> value,
    BiFunction<Question, Tensor, Tensor> gradient)
    implements Implementation {

  /** Computes with something else than what it was asked. */
  static Wrong asked(UnaryOperator<Question> question) {
    return new Wrong(question, (asked, right) -> right, (asked, right) -> right);
  }

  /** Spoils the value. */
  static Wrong valued(BiFunction<Question, Tensor, Tensor> value) {
    return new Wrong(UnaryOperator.identity(), value, (asked, right) -> right);
  }

  /** Spoils every gradient. */
  static Wrong graded(BiFunction<Question, Tensor, Tensor> gradient) {
    return new Wrong(UnaryOperator.identity(), (asked, right) -> right, gradient);
  }

  @Override
  public String name() {
    return "wrong";
  }

  @Override
  public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
    Question asked = new Question(operator, operands);
    Question spoilt = question.apply(asked);
    return value.apply(
        asked, Evaluation.DEFINITION.forward(spoilt.operator(), spoilt.operands(), dtype));
  }

  @Override
  public Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
    Question asked = new Question(operator, operands);
    Question spoilt = question.apply(asked);
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    Evaluation.DEFINITION
        .vjp(spoilt.operator(), spoilt.operands(), cotangent, dtype)
        .forEach((operand, right) -> gradients.put(operand, gradient.apply(asked, right)));
    return gradients;
  }
}
