package dev.etalon.reference.kernel.pooling;

import dev.etalon.reference.kernel.lanes.Cells;
import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AdaptiveMaxPool;
import dev.etalon.reference.pooling.GlobalMaxPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.pooling.TieRule;
import dev.etalon.reference.tensor.Shape;
import java.util.function.Function;

/**
 * The maximum of each cell, channel by channel.
 *
 * @param cells what is pooled
 * @param ties which of tied maxima receives the gradient
 * @param <O> the operator
 */
public record MaxPoolingKernel<O extends Operator>(CellsOf<O> cells, Function<O, TieRule> ties)
    implements Kernel<O> {
  public static final MaxPoolingKernel<MaxPool> WINDOWS =
      new MaxPoolingKernel<>(
          (pool, input, output) -> CellsOf.windows(pool.window(), input, output), MaxPool::ties);
  public static final MaxPoolingKernel<AdaptiveMaxPool> GRID =
      new MaxPoolingKernel<>(
          (pool, input, output) -> CellsOf.grid(input, output), AdaptiveMaxPool::ties);
  public static final MaxPoolingKernel<GlobalMaxPool> WHOLE =
      new MaxPoolingKernel<>(
          (pool, input, output) -> CellsOf.grid(input, output), GlobalMaxPool::ties);

  @Override
  public <A> A forward(Lanes<A> lanes, O operator, Operands<A> operands) {
    Shape input = operands.shape("input");
    Cells all = cells.over(operator, input.from(2), operands.output().from(2));
    A x = operands.get("input");
    A y = operands.result(operands.output().size());
    Parallel.run(
        input.until(2).size(),
        input.size(),
        plane -> lanes.greatest(all, x, plane * all.elements(), y, plane * all.size()));
    return y;
  }

  @Override
  public <A> A gradient(Lanes<A> lanes, O operator, String by, Operands<A> operands, A cotangent) {
    Shape input = operands.shape("input");
    Cells all = cells.over(operator, input.from(2), operands.output().from(2));
    A x = operands.get("input");
    A gradient = lanes.allocate(input.size());
    boolean split = ties.apply(operator) == TieRule.SPLIT;
    Parallel.run(
        input.until(2).size(),
        input.size(),
        plane -> {
          int at = plane * all.elements();
          lanes.addToGreatest(all, split, x, at, cotangent, plane * all.size(), gradient, at);
        });
    return gradient;
  }
}
