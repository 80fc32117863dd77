package dev.etalon.reference.feature;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code polynomial_features}: the powers of each number, without the 0th, which is the bias.
 *
 * @param degree the highest power, at least 1
 */
@Definition(
    summary = "The powers 1 … degree of each element, along a new last axis.",
    equation = "y[…,j] = x[…]^(j+1), j = 0 … degree − 1",
    vjp = "x̄[…] = Σ_j (j+1) · x[…]^j · ȳ[…,j]",
    shapes = "input (…) → (…, degree)",
    specialCases = {"0⁰ = 1: at x = 0 only the first power has a slope"},
    lecture = "Pregled strojnog učenja: lex parsimonae (polynomial regression)")
public record PolynomialFeatures(int degree) implements Operator {
  public PolynomialFeatures {
    ConstraintViolation.require(
        degree >= 1, () -> "the degree is %d; it must be at least 1".formatted(degree));
  }

  @Override
  public String name() {
    return "polynomial_features";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    return operands.get("input").append(degree);
  }

  /** x⁰ … x^degree. */
  private <T> List<T> powers(Arithmetic<T> arithmetic, T x) {
    List<T> powers = new ArrayList<>(List.of(arithmetic.one(), x));
    while (powers.size() <= degree) {
      powers.add(arithmetic.multiply(powers.get(powers.size() - 1), x));
    }
    return powers;
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    NdArray<List<T>> powers = x.map(number -> powers(arithmetic, number));
    return NdArray.generateFlat(
        outputShape(inputs.shapes()),
        offset -> powers.at(offset / degree).get(offset % degree + 1));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get("input");
    return Map.of(
        "input",
        NdArray.generateFlat(
            x.shape(),
            offset -> {
              List<T> powers = powers(arithmetic, x.at(offset));
              List<T> terms = new ArrayList<>();
              for (int j = 0; j < degree; j++) {
                T slope = arithmetic.multiply(arithmetic.constant(j + 1), powers.get(j));
                terms.add(arithmetic.multiply(slope, cotangent.at(offset * degree + j)));
              }
              return arithmetic.sum(terms);
            }));
  }
}
