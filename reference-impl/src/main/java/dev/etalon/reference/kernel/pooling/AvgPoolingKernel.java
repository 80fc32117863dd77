package dev.etalon.reference.kernel.pooling;

import dev.etalon.reference.kernel.lanes.Cells;
import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AdaptiveAvgPool;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalAvgPool;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.WindowAxis;

/**
 * The mean of each cell, channel by channel.
 *
 * @param cells what is pooled
 * @param counted what counts in the divisor of a mean
 * @param <O> the operator
 */
public record AvgPoolingKernel<O extends Operator>(CellsOf<O> cells, CellsOf<O> counted)
    implements Kernel<O> {
  public static final AvgPoolingKernel<AvgPool> WINDOWS =
      new AvgPoolingKernel<>(
          (pool, input, output) -> CellsOf.windows(pool.window(), input, output),
          AvgPoolingKernel::counted);
  public static final AvgPoolingKernel<AdaptiveAvgPool> GRID =
      new AvgPoolingKernel<>(AvgPoolingKernel::grid, AvgPoolingKernel::grid);
  public static final AvgPoolingKernel<GlobalAvgPool> WHOLE =
      new AvgPoolingKernel<>(AvgPoolingKernel::grid, AvgPoolingKernel::grid);

  private static Cells grid(Operator pool, Shape input, Shape output) {
    return CellsOf.grid(input, output);
  }

  /** With padding counted, the input is as large as with its padding, and a window starts in it. */
  private static Cells counted(AvgPool pool, Shape input, Shape output) {
    if (!pool.countIncludePad()) {
      return CellsOf.windows(pool.window(), input, output);
    }
    int[] extents = input.extents();
    for (int a = 0; a < extents.length; a++) {
      WindowAxis along = pool.window().axes().get(a);
      extents[a] += along.paddingBefore() + along.paddingAfter();
    }
    int[] none = new int[extents.length];
    return CellsOf.windows(pool.window().padding(none), Shape.of(extents), output);
  }

  private <A> A divisors(Lanes<A> lanes, O operator, Shape input, Shape output) {
    Cells divided = counted.over(operator, input, output);
    double[] divisors = new double[divided.size()];
    int cell = 0;
    for (int depth : divided.depth().count()) {
      for (int height : divided.height().count()) {
        for (int width : divided.width().count()) {
          divisors[cell++] = (double) depth * height * width;
        }
      }
    }
    return lanes.of(divisors);
  }

  @Override
  public <A> A forward(Lanes<A> lanes, O operator, Operands<A> operands) {
    Shape input = operands.shape("input");
    Shape output = operands.output().from(2);
    Cells all = cells.over(operator, input.from(2), output);
    A divisors = divisors(lanes, operator, input.from(2), output);
    A x = operands.get("input");
    A y = operands.result(operands.output().size());
    Parallel.run(
        input.until(2).size(),
        input.size(),
        plane -> lanes.means(all, divisors, x, plane * all.elements(), y, plane * all.size()));
    return y;
  }

  @Override
  public <A> A gradient(Lanes<A> lanes, O operator, String by, Operands<A> operands, A cotangent) {
    Shape input = operands.shape("input");
    Shape output = operands.output().from(2);
    Cells all = cells.over(operator, input.from(2), output);
    A divisors = divisors(lanes, operator, input.from(2), output);
    A gradient = lanes.allocate(input.size());
    Parallel.run(
        input.until(2).size(),
        input.size(),
        plane ->
            lanes.addMeans(
                all, divisors, cotangent, plane * all.size(), gradient, plane * all.elements()));
    return gradient;
  }
}
