package dev.etalon.reference.composition;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code flatten}: all axes but the batch joined into one. */
@Definition(
    summary = "Joins all axes but the first, between convolutional and fully connected layers.",
    equation = "y[n, (c·H + h)·W + w] = x[n,c,h,w]",
    vjp = "x̄[n,c,h,w] = ȳ[n, (c·H + h)·W + w]",
    shapes = "input (N, …) → (N, product of the rest)",
    lecture = "Konvolucijski modeli: prijelaz na potpuno povezani sloj (flattening)")
public record Flatten() implements Operator {
  @Override
  public String name() {
    return "flatten";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    ConstraintViolation.require(
        input.rank() >= 1, () -> "flatten needs a batch axis; given is a scalar");
    return Shape.of(input.extent(0), input.from(1).size());
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return inputs.get("input").flattenFrom(1);
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    return Map.of("input", cotangent.reshape(inputs.get("input").shape()));
  }
}
