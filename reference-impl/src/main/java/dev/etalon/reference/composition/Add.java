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

/** {@code add}: where two branches of a graph meet, such as a loss and its penalty. */
@Definition(
    summary = "The sum of two tensors of the same shape.",
    equation = "y[…] = a[…] + b[…]",
    vjp = {"ā = ȳ", "b̄ = ȳ"},
    shapes = "input (…), other (…) → (…)",
    specialCases = {"no broadcasting: unequal shapes are refused"},
    lecture = "Automatsko računanje gradijenata: računski graf (computational graph)")
public record Add() implements Operator {
  @Override
  public String name() {
    return "add";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"), Operand.differentiable("other"));
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input", "other");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    Shape other = operands.get("other");
    ConstraintViolation.require(
        input.equals(other),
        () ->
            "add needs two operands of the same shape; given are %s and %s"
                .formatted(input, other));
    return input;
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> a = inputs.get("input");
    NdArray<T> b = inputs.get("other");
    return NdArray.generateFlat(a.shape(), i -> arithmetic.add(a.at(i), b.at(i)));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    return Map.of("input", cotangent, "other", cotangent);
  }
}
