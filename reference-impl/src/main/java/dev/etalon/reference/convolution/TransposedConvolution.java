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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code conv_transpose1d}, {@code conv_transpose2d}: the adjoint of {@link Convolution} by its
 * input, as a layer of its own.
 *
 * @param window the window of the convolution whose adjoint this is
 * @param outputPadding rows and columns added after the output, which the convolution's stride
 *     skips
 * @param groups the number of channel groups
 */
@Definition(
    summary =
        "Transposed convolution: every input element stamps the scaled kernel onto the output.",
    equation = "y[n,o,i] = b[o] + Σ_{c,p,k : s·p+d·k−pad = i} w[c,o−o₀(c),k] · x[n,c,p]",
    vjp = {
      "x̄[n,c,p] = Σ_o Σ_k w[c,o,k] · ȳ[n, o₀(c)+o, s·p + d·k − pad]",
      "w̄[c,o,k] = Σ_n Σ_p x[n,c,p] · ȳ[n, o₀(c)+o, s·p + d·k − pad]",
      "b̄[o] = Σ_n Σ_i ȳ[n,o,i]"
    },
    shapes =
        "input (N, C, spatial…), weight (C, O/groups, kernel…), bias (O) → (N, O, (n−1)s−pad+d(k−1)+1+outputPadding …)",
    specialCases = {
      "what falls into the padding is dropped",
      "o₀(c) = ⌊c / (C/groups)⌋ · O/groups is the first output channel of the group",
      "output padding must be smaller than the stride or the dilation"
    },
    lecture =
        "Konvolucijski modeli: transponirana konvolucija s korakom (strided transposed convolution)")
public record TransposedConvolution(Window window, List<Integer> outputPadding, int groups)
    implements Operator {
  public TransposedConvolution {
    outputPadding = List.copyOf(outputPadding);
    int given = outputPadding.size();
    ConstraintViolation.require(
        given == window.rank(),
        () ->
            "output padding has %d values for %d spatial axes; give one for each"
                .formatted(given, window.rank()));
    ConstraintViolation.require(
        groups >= 1, () -> "groups is %d; it must be at least 1".formatted(groups));
  }

  @Override
  public String name() {
    return "conv_transpose" + window.rank() + "d";
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
    Layout.requireWeight(name(), weight, channels, window, 0);
    int outputs = weight.extent(1) * groups;
    Layout.requireBias(name(), operands.get("bias"), outputs);
    return Shape.of(input.extent(0), outputs).append(spatialOutput(input).extents());
  }

  private Shape spatialOutput(Shape input) {
    return window.transposedExtents(input.from(2), outputPadding);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    Shape output = outputShape(inputs.shapes());
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    NdArray<T> w = inputs.get("weight").flattenFrom(2);
    Taps taps = taps(inputs);
    Scatter<T> y = new Scatter<>(output.until(2).append(output.from(2).size()));
    for (int n = 0; n < x.shape().extent(0); n++) {
      for (int c = 0; c < x.shape().extent(1); c++) {
        for (int o = 0; o < w.shape().extent(1); o++) {
          int channel = channel(w.shape(), c, o);
          for (int p = 0; p < taps.positions(); p++) {
            for (int k = 0; k < taps.kernelSize(); k++) {
              int i = taps.at(p, k);
              if (i != Taps.PADDING) {
                T stamp = arithmetic.multiply(w.get(c, o, k), x.get(n, c, p));
                y.add(stamp, n, channel, i);
              }
            }
          }
        }
      }
    }
    inputs
        .find("bias")
        .ifPresent(
            bias -> {
              for (int offset = 0; offset < y.shape().size(); offset++) {
                int[] index = y.shape().index(offset);
                y.add(bias.get(index[1]), index);
              }
            });
    return y.sum(arithmetic).reshape(output);
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
    for (int n = 0; n < x.shape().extent(0); n++) {
      for (int c = 0; c < x.shape().extent(1); c++) {
        for (int o = 0; o < w.shape().extent(1); o++) {
          int channel = channel(w.shape(), c, o);
          for (int p = 0; p < taps.positions(); p++) {
            for (int k = 0; k < taps.kernelSize(); k++) {
              int i = taps.at(p, k);
              if (i != Taps.PADDING) {
                T upstream = g.get(n, channel, i);
                gradInput.add(arithmetic.multiply(w.get(c, o, k), upstream), n, c, p);
                gradWeight.add(arithmetic.multiply(x.get(n, c, p), upstream), c, o, k);
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
    return window.taps(spatialOutput(input), input.from(2));
  }

  /** The output channel that output o of input channel c writes: o₀(c) + o. */
  private int channel(Shape weight, int c, int o) {
    return c / (weight.extent(0) / groups) * weight.extent(1) + o;
  }
}
