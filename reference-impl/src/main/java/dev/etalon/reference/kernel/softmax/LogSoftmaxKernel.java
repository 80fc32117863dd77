package dev.etalon.reference.kernel.softmax;

import static dev.etalon.reference.kernel.softmax.LogitLines.OWN;

import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.softmax.LogSoftmax;

/** {@code log_softmax}, line by line. */
public final class LogSoftmaxKernel implements Kernel<LogSoftmax> {
  @Override
  public <A> A forward(Lanes<A> lanes, LogSoftmax operator, Operands<A> operands) {
    A x = operands.get("input");
    A y = operands.result(lanes.length(x));
    LogitLines<A> lines = new LogitLines<>(lanes, operands.shape("input"), operator.axis());
    lines.forEach(
        (line, work) -> {
          lines.read(x, line, work.x());
          lines.logDistribution(work);
          lines.write(work.y(), line, y);
        });
    return y;
  }

  @Override
  public <A> A gradient(
      Lanes<A> lanes, LogSoftmax operator, String by, Operands<A> operands, A cotangent) {
    A x = operands.get("input");
    A gradient = operands.result(lanes.length(x));
    LogitLines<A> lines = new LogitLines<>(lanes, operands.shape("input"), operator.axis());
    int length = lines.length();
    A minus = lanes.of(-1);
    lines.forEach(
        (line, work) -> {
          lines.read(x, line, work.x());
          lines.read(cotangent, line, work.g());
          lines.logDistribution(work);
          lines.exponentiate(work);
          lanes.clear(1, work.scalars(), OWN);
          lanes.addSum(length, work.g(), 0, work.scalars(), OWN);
          lanes.scale(length, work.x(), 0, work.scalars(), OWN, work.x(), 0);
          lanes.addScaled(length, minus, 0, work.x(), 0, 1, work.g(), 0, 1);
          lines.write(work.g(), line, gradient);
        });
    return gradient;
  }
}
