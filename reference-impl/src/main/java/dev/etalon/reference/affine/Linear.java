package dev.etalon.reference.affine;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code linear}: the affine transformation y = x·Wᵀ + b of the last axis. */
@Definition(
    summary = "Affine transformation of the last axis.",
    equation = "y[…,o] = b[o] + Σ_i w[o,i] · x[…,i]",
    vjp = {"x̄[…,i] = Σ_o w[o,i] · ȳ[…,o]", "w̄[o,i] = Σ_… ȳ[…,o] · x[…,i]", "b̄[o] = Σ_… ȳ[…,o]"},
    shapes = "input (…, in), weight (out, in), bias (out) → (…, out)",
    specialCases = {"when the loss is a mean over N, 1/N is in ȳ: ∂L/∂W = (1/N)·Gᵀ·P"},
    lecture = "Unaprijedni modeli: potpuno povezani sloj (fully connected layer)")
public record Linear() implements Operator {
  @Override
  public String name() {
    return "linear";
  }

  @Override
  public List<Operand> operands() {
    return List.of(
        Operand.differentiable("input"),
        Operand.differentiable("weight"),
        Operand.optional("bias"));
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input", "weight", "bias");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    Shape weight = operands.get("weight");
    ConstraintViolation.require(
        weight.rank() == 2 && input.rank() >= 1 && input.extent(-1) == weight.extent(1),
        () ->
            "linear needs an input (…, in) and a weight (out, in); given are %s and %s"
                .formatted(input, weight));
    Shape bias = operands.get("bias");
    ConstraintViolation.require(
        bias == null || bias.equals(weight.until(1)),
        () -> "linear needs a bias of shape (%d); given is %s".formatted(weight.extent(0), bias));
    return input.withExtent(-1, weight.extent(0));
  }

  /** All axes but the last joined into one. */
  static <T> NdArray<T> rows(NdArray<T> array) {
    int last = array.shape().rank() - 1;
    return array.reshape(Shape.of(array.shape().until(last).size(), array.shape().extent(last)));
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = rows(inputs.get("input"));
    NdArray<T> w = inputs.get("weight");
    Optional<NdArray<T>> bias = inputs.find("bias");
    return NdArray.generate(
            Shape.of(x.shape().extent(0), w.shape().extent(0)),
            y -> {
              List<T> terms = new ArrayList<>();
              for (int i = 0; i < w.shape().extent(1); i++) {
                terms.add(arithmetic.multiply(w.get(y[1], i), x.get(y[0], i)));
              }
              bias.ifPresent(b -> terms.add(b.get(y[1])));
              return arithmetic.sum(terms);
            })
        .reshape(outputShape(inputs.shapes()));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = rows(inputs.get("input"));
    NdArray<T> w = inputs.get("weight");
    NdArray<T> g = rows(cotangent);
    Scatter<T> gradInput = new Scatter<>(x.shape());
    Scatter<T> gradWeight = new Scatter<>(w.shape());
    Scatter<T> gradBias = new Scatter<>(w.shape().until(1));
    for (int n = 0; n < g.shape().extent(0); n++) {
      for (int o = 0; o < g.shape().extent(1); o++) {
        T upstream = g.get(n, o);
        gradBias.add(upstream, o);
        for (int i = 0; i < x.shape().extent(1); i++) {
          gradInput.add(arithmetic.multiply(w.get(o, i), upstream), n, i);
          gradWeight.add(arithmetic.multiply(upstream, x.get(n, i)), o, i);
        }
      }
    }
    Map<String, NdArray<T>> gradients = new LinkedHashMap<>();
    gradients.put("input", gradInput.sum(arithmetic).reshape(inputs.get("input").shape()));
    gradients.put("weight", gradWeight.sum(arithmetic));
    inputs.find("bias").ifPresent(bias -> gradients.put("bias", gradBias.sum(arithmetic)));
    return gradients;
  }
}
