package dev.etalon.reference.kernel.softmax;

import static dev.etalon.reference.kernel.softmax.LogitLines.OWN;
import static dev.etalon.reference.kernel.softmax.LogitLines.SHIFT;
import static dev.etalon.reference.kernel.softmax.LogitLines.TOTAL;

import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.softmax.LogitLines.Line;
import dev.etalon.reference.kernel.softmax.LogitLines.Work;
import dev.etalon.reference.softmax.LogSumExp;

/** {@code logsumexp}, line by line. */
public final class LogSumExpKernel implements Kernel<LogSumExp> {
  @Override
  public <A> A forward(Lanes<A> lanes, LogSumExp operator, Operands<A> operands) {
    A x = operands.get("input");
    LogitLines<A> lines = new LogitLines<>(lanes, operands.shape("input"), operator.axis());
    A y = operands.result(lines.count());
    lines.forEach(
        (line, work) -> value(lanes, lines, lines.read(x, line, work.x()), work, y, line));
    return y;
  }

  private static <A> void value(
      Lanes<A> lanes, LogitLines<A> lines, Line<A> x, Work<A> work, A y, int at) {
    A scalars = work.scalars();
    lines.exponentials(x, new Line<>(work.y(), 0), scalars);
    lanes.log(scalars, TOTAL);
    lanes.copyPlus(1, scalars, SHIFT, scalars, TOTAL, y, at, 1);
  }

  @Override
  public <A> A gradient(
      Lanes<A> lanes, LogSumExp operator, String by, Operands<A> operands, A cotangent) {
    A x = operands.get("input");
    A gradient = operands.result(lanes.length(x));
    LogitLines<A> lines = new LogitLines<>(lanes, operands.shape("input"), operator.axis());
    lines.forEach(
        (line, work) -> {
          A scalars = work.scalars();
          Line<A> read = lines.read(x, line, work.x());
          Line<A> result = lines.room(gradient, line, work.g());
          value(lanes, lines, read, work, scalars, OWN);
          lines.exponentials(read, scalars, OWN, result);
          A weights = result.array();
          lanes.scale(lines.length(), weights, result.at(), cotangent, line, weights, result.at());
          lines.write(result, line, gradient);
        });
    return gradient;
  }
}
