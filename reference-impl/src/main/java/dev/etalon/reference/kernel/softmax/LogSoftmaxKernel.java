package dev.etalon.reference.kernel.softmax;

import static dev.etalon.reference.kernel.softmax.LogitLines.OWN;

import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.softmax.LogitLines.Line;
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
          Line<A> logarithms = lines.room(y, line, work.y());
          lines.logDistribution(lines.read(x, line, work.x()), logarithms, work.scalars());
          lines.write(logarithms, line, y);
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
          A p = work.y();
          A scalars = work.scalars();
          Line<A> g = lines.read(cotangent, line, work.g());
          Line<A> result = lines.room(gradient, line, work.x());
          lines.expOfLogDistribution(lines.read(x, line, work.x()), new Line<>(p, 0), scalars);
          lanes.clear(1, scalars, OWN);
          lanes.addSum(length, g.array(), g.at(), scalars, OWN);
          lanes.scale(length, p, 0, scalars, OWN, p, 0);
          lanes.copy(length, g.array(), g.at(), 1, result.array(), result.at(), 1);
          lanes.addScaled(length, minus, 0, p, 0, 1, result.array(), result.at(), 1);
          lines.write(result, line, gradient);
        });
    return gradient;
  }
}
