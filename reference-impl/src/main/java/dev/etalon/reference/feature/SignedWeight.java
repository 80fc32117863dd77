package dev.etalon.reference.feature;

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

/** {@code signed_weight}: the weights of support vectors, each on the side of its class. */
@Definition(
    summary = "Gives every weight the sign of its example's class.",
    equation = "y[0,j] = s_j · α_j, s_j = (−1)^⟦t_j ≠ 1⟧",
    vjp = "ᾱ_j = s_j · ȳ[0,j]",
    shapes = "input α (M), target of classes 0 and 1 (…) of M elements → (1, M)",
    specialCases = {"targets are the class labels 0 and 1, not ±1; others are refused"},
    lecture = "Pregled strojnog učenja: primjer 3 (težine α potpornih vektora, support vectors)")
public record SignedWeight() implements Operator {
  @Override
  public String name() {
    return "signed_weight";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"), Operand.index("target"));
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    Shape target = operands.get("target");
    ConstraintViolation.require(
        input.rank() == 1 && input.size() == target.size(),
        () ->
            "signed_weight needs one weight for each target; given are %s and %s"
                .formatted(input, target));
    return Shape.of(1, input.size());
  }

  private static <T> NdArray<T> signed(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> numbers, Shape shape) {
    NdArray<Integer> target = inputs.index("target");
    return NdArray.generateFlat(
        shape,
        j -> {
          int label = target.at(j);
          ConstraintViolation.require(
              label == 0 || label == 1,
              () ->
                  "target %d of example %d is not a class of two; allowed are 0 and 1"
                      .formatted(label, j));
          return label == 1 ? numbers.at(j) : arithmetic.negate(numbers.at(j));
        });
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return signed(arithmetic, inputs, inputs.get("input"), outputShape(inputs.shapes()));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    return Map.of("input", signed(arithmetic, inputs, cotangent, inputs.get("input").shape()));
  }
}
