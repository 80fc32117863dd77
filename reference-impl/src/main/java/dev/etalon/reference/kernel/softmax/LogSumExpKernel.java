package dev.etalon.reference.kernel.softmax;

import static dev.etalon.reference.kernel.softmax.LogitLines.SHIFT;
import static dev.etalon.reference.kernel.softmax.LogitLines.TOTAL;

import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.softmax.LogSumExp;

/** {@code logsumexp}, line by line. */
public final class LogSumExpKernel implements Kernel<LogSumExp> {
  @Override
  public <A> A forward(Lanes<A> lanes, LogSumExp operator, Operands<A> operands) {
    A x = operands.get("input");
    LogitLines<A> lines = new LogitLines<>(lanes, operands.shape("input"), operator.axis());
    A y = operands.result(lines.count());
    lines.forEach(
        (line, work) -> {
          lines.read(x, line, work.x());
          value(lanes, lines, work, y, line);
        });
    return y;
  }

  private static <A> void value(
      Lanes<A> lanes, LogitLines<A> lines, LogitLines.Work<A> work, A y, int at) {
    lines.exponentials(work);
    lanes.log(work.scalars(), TOTAL);
    lanes.copyPlus(1, work.scalars(), SHIFT, work.scalars(), TOTAL, y, at, 1);
  }

  @Override
  public <A> A gradient(
      Lanes<A> lanes, LogSumExp operator, String by, Operands<A> operands, A cotangent) {
    A x = operands.get("input");
    A gradient = operands.result(lanes.length(x));
    LogitLines<A> lines = new LogitLines<>(lanes, operands.shape("input"), operator.axis());
    lines.forEach(
        (line, work) -> {
          lines.read(x, line, work.x());
          value(lanes, lines, work, work.scalars(), LogitLines.OWN);
          lanes.expMinus(lines.length(), work.x(), 0, work.scalars(), LogitLines.OWN, work.y(), 0);
          lanes.scale(lines.length(), work.y(), 0, cotangent, line, work.y(), 0);
          lines.write(work.y(), line, gradient);
        });
    return gradient;
  }
}
