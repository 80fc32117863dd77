package dev.etalon.reference.activation;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;

/** {@code relu}, with the convention ReLU′(0) = 0. */
@Definition(
    summary = "The rectified linear unit: the positive part of each element.",
    equation = "y = max(0, x)",
    vjp = "x̄ = ȳ where x > 0, else 0",
    shapes = "input (…) → (…)",
    specialCases = {
      "not differentiable at 0; there the gradient is 0 by convention",
      "NaN stays NaN"
    },
    lecture = "Unaprijedni modeli: zglobnica (rectified linear unit)")
public record Relu() implements Operator {
  @Override
  public String name() {
    return "relu";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    return operands.get("input");
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    T zero = arithmetic.zero();
    return inputs.get("input").map(x -> arithmetic.max(zero, x));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get("input");
    T zero = arithmetic.zero();
    return Map.of(
        "input",
        NdArray.generateFlat(
            x.shape(), i -> arithmetic.compare(x.at(i), zero) > 0 ? cotangent.at(i) : zero));
  }
}
