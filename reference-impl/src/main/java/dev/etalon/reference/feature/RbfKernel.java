package dev.etalon.reference.feature;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code rbf_kernel}: the Gram matrix of the radial basis function kernel.
 *
 * @param gamma the inverse squared width γ, positive; for a Gaussian of deviation σ it is 1/(2σ²)
 */
@Definition(
    summary = "How near each input is to each centre, by a Gaussian of their distance.",
    equation = "y[i,j] = exp(−γ · Σ_d (x[i,d] − c[j,d])²)",
    vjp = {
      "x̄[i,d] = Σ_j −2γ · (x[i,d] − c[j,d]) · y[i,j] · ȳ[i,j]",
      "c̄[j,d] = Σ_i 2γ · (x[i,d] − c[j,d]) · y[i,j] · ȳ[i,j]"
    },
    shapes = "input (N, D), centre (M, D) → (N, M)",
    specialCases = {
      "1 where input and centre coincide; smooth there, since no square root is taken",
      "far apart it underflows to 0"
    },
    lecture = "Generička funkcija za mapiranje značajki: RBF (jezgrena funkcija, kernel)")
public record RbfKernel(double gamma) implements Operator {
  public RbfKernel {
    ConstraintViolation.require(
        gamma > 0 && Double.isFinite(gamma),
        () -> "gamma is %s; it must be positive and finite".formatted(gamma));
  }

  @Override
  public String name() {
    return "rbf_kernel";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"), Operand.differentiable("centre"));
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    Shape centre = operands.get("centre");
    ConstraintViolation.require(
        input.rank() == 2 && centre.rank() == 2 && input.extent(1) == centre.extent(1),
        () ->
            "rbf_kernel needs an input (N, D) and centres (M, D); given are %s and %s"
                .formatted(input, centre));
    return Shape.of(input.extent(0), centre.extent(0));
  }

  private static <T> T difference(Arithmetic<T> arithmetic, Inputs<T> inputs, int i, int j, int d) {
    return arithmetic.subtract(inputs.get("input").get(i, d), inputs.get("centre").get(j, d));
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    int dimensions = inputs.get("input").shape().extent(1);
    return NdArray.generate(
        outputShape(inputs.shapes()),
        y -> {
          List<T> squares = new ArrayList<>();
          for (int d = 0; d < dimensions; d++) {
            T difference = difference(arithmetic, inputs, y[0], y[1], d);
            squares.add(arithmetic.multiply(difference, difference));
          }
          T distance = arithmetic.sum(squares);
          return arithmetic.exp(arithmetic.multiply(arithmetic.constant(-gamma), distance));
        });
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> y = forward(arithmetic, inputs);
    Scatter<T> gradInput = new Scatter<>(inputs.get("input").shape());
    Scatter<T> gradCentre = new Scatter<>(inputs.get("centre").shape());
    T twoGamma = arithmetic.constant(2 * gamma);
    for (int i = 0; i < y.shape().extent(0); i++) {
      for (int j = 0; j < y.shape().extent(1); j++) {
        T upstream =
            arithmetic.multiply(twoGamma, arithmetic.multiply(y.get(i, j), cotangent.get(i, j)));
        for (int d = 0; d < gradInput.shape().extent(1); d++) {
          T term = arithmetic.multiply(difference(arithmetic, inputs, i, j, d), upstream);
          gradInput.add(arithmetic.negate(term), i, d);
          gradCentre.add(term, j, d);
        }
      }
    }
    return Map.of("input", gradInput.sum(arithmetic), "centre", gradCentre.sum(arithmetic));
  }
}
