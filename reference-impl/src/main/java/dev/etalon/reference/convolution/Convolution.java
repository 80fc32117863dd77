package dev.etalon.reference.convolution;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Taps;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.Windowed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code conv1d}, {@code conv2d}, {@code conv3d}: the cross-correlation of the input with O
 * kernels.
 *
 * @param window kernel extents, stride, padding of each side, dilation
 * @param groups the number of channel groups; C groups of one channel are a depthwise convolution
 */
@Definition(
    summary =
        "Cross-correlation of the input with a bank of kernels, as deep learning's convolution.",
    equation = "y[n,o,p] = b[o] + Σ_c Σ_k w[o,c,k] · x[n, c₀(o)+c, s·p + d·k − pad]",
    vjp = {
      "x̄[n,c,i] = Σ_{o,p,k : s·p+d·k−pad = i} w[o,c−c₀(o),k] · ȳ[n,o,p]",
      "w̄[o,c,k] = Σ_n Σ_p ȳ[n,o,p] · x[n, c₀(o)+c, s·p + d·k − pad]",
      "b̄[o] = Σ_n Σ_p ȳ[n,o,p]"
    },
    shapes =
        "input (N, C, spatial…), weight (O, C/groups, kernel…), bias (O) → (N, O, ⌊(n+pad−d(k−1)−1)/s⌋+1 …)",
    specialCases = {
      "x outside its extents is padding and counts as 0",
      "c₀(o) = ⌊o / (O/groups)⌋ · C/groups is the first channel of the kernel's group",
      "a kernel larger than the padded input is refused"
    },
    lecture = "Konvolucijski modeli: konvolucijski sloj (convolutional layer; unakrsna korelacija)")
public record Convolution(Window window, int groups) implements Operator, Windowed {
  public Convolution {
    ConstraintViolation.require(
        groups >= 1, () -> "groups is %d; it must be at least 1".formatted(groups));
  }

  @Override
  public String name() {
    return "conv" + window.rank() + "d";
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
    Layout.requireBatch(name(), window, input);
    int channels = input.extent(1);
    Layout.requireGroups(name(), "input", channels, groups);
    Layout.requireWeight(name(), weight, channels / groups, window, 1);
    int outputs = weight.extent(0);
    Layout.requireGroups(name(), "output", outputs, groups);
    Layout.requireBias(name(), operands.get("bias"), outputs);
    return Shape.of(input.extent(0), outputs).append(spatialOutput(input).extents());
  }

  private Shape spatialOutput(Shape input) {
    return window.outputExtents(input.from(2), false);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    Shape output = outputShape(inputs.shapes());
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    NdArray<T> w = inputs.get("weight").flattenFrom(2);
    Optional<NdArray<T>> bias = inputs.find("bias");
    Taps taps = taps(inputs);
    return NdArray.generate(
            output.until(2).append(taps.positions()),
            y -> {
              int n = y[0];
              int o = y[1];
              int p = y[2];
              int first = firstChannel(w.shape(), o);
              List<T> terms = new ArrayList<>();
              for (int c = 0; c < w.shape().extent(1); c++) {
                for (int k = 0; k < taps.kernelSize(); k++) {
                  int i = taps.at(p, k);
                  if (i != Taps.PADDING) {
                    terms.add(arithmetic.multiply(w.get(o, c, k), x.get(n, first + c, i)));
                  }
                }
              }
              bias.ifPresent(b -> terms.add(b.get(o)));
              return arithmetic.sum(terms);
            })
        .reshape(output);
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    NdArray<T> w = inputs.get("weight").flattenFrom(2);
    NdArray<T> g = cotangent.flattenFrom(2);
    Taps taps = taps(inputs);
    Scatter<T> gradInput = new Scatter<>(x.shape());
    Scatter<T> gradWeight = new Scatter<>(w.shape());
    for (int n = 0; n < g.shape().extent(0); n++) {
      for (int o = 0; o < g.shape().extent(1); o++) {
        int first = firstChannel(w.shape(), o);
        for (int p = 0; p < taps.positions(); p++) {
          T upstream = g.get(n, o, p);
          for (int c = 0; c < w.shape().extent(1); c++) {
            for (int k = 0; k < taps.kernelSize(); k++) {
              int i = taps.at(p, k);
              if (i != Taps.PADDING) {
                gradInput.add(arithmetic.multiply(w.get(o, c, k), upstream), n, first + c, i);
                gradWeight.add(arithmetic.multiply(x.get(n, first + c, i), upstream), o, c, k);
              }
            }
          }
        }
      }
    }
    Map<String, NdArray<T>> gradients = new LinkedHashMap<>();
    gradients.put("input", gradInput.sum(arithmetic).reshape(inputs.get("input").shape()));
    gradients.put("weight", gradWeight.sum(arithmetic).reshape(inputs.get("weight").shape()));
    inputs.find("bias").ifPresent(b -> gradients.put("bias", Layout.gradBias(arithmetic, g)));
    return gradients;
  }

  private <T> Taps taps(Inputs<T> inputs) {
    Shape input = inputs.get("input").shape();
    return window.taps(input.from(2), spatialOutput(input));
  }

  /** The first input channel that kernel o reads: c₀(o). */
  private int firstChannel(Shape weight, int o) {
    return o / (weight.extent(0) / groups) * weight.extent(1);
  }
}
