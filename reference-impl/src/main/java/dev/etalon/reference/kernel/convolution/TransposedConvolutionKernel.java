package dev.etalon.reference.kernel.convolution;

import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.tensor.Shape;

/** {@code conv_transpose1d}, {@code conv_transpose2d}: the dense side is the output. */
public final class TransposedConvolutionKernel implements Kernel<TransposedConvolution> {
  @Override
  public <A> A forward(Lanes<A> lanes, TransposedConvolution operator, Operands<A> operands) {
    A bias =
        operands.has("bias") ? operands.get("bias") : lanes.allocate(operands.output().extent(1));
    return products(lanes, operator, operands)
        .scatter(
            operands.get("weight"),
            operands.get("input"),
            bias,
            operands.result(operands.output().size()));
  }

  @Override
  public <A> A gradient(
      Lanes<A> lanes,
      TransposedConvolution operator,
      String by,
      Operands<A> operands,
      A cotangent) {
    return switch (by) {
      case "input" ->
          products(lanes, operator, operands)
              .gather(
                  operands.get("weight"),
                  cotangent,
                  lanes.allocate(operands.shape("input").extent(1)),
                  operands.result(operands.shape("input").size()));
      case "weight" ->
          products(lanes, operator, operands).weightGradient(cotangent, operands.get("input"));
      case "bias" -> Products.biasGradient(lanes, operands.output(), cotangent);
      default ->
          throw new IllegalArgumentException(
              "%s has no gradient by '%s'".formatted(operator.name(), by));
    };
  }

  private static <A> Products<A> products(
      Lanes<A> lanes, TransposedConvolution operator, Operands<A> operands) {
    Shape input = operands.shape("input");
    Shape output = operands.output();
    return new Products<>(
        lanes,
        new Sliding(operator.window(), output.from(2), input.from(2)),
        input.extent(0),
        operator.groups(),
        output.extent(1),
        input.extent(1));
  }
}
