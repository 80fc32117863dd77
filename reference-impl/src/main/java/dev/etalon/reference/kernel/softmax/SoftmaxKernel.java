package dev.etalon.reference.kernel.softmax;

import static dev.etalon.reference.kernel.softmax.LogitLines.OWN;

import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.softmax.Softmax;

/** {@code softmax}, line by line. */
public final class SoftmaxKernel implements Kernel<Softmax> {
  @Override
  public <A> A forward(Lanes<A> lanes, Softmax operator, Operands<A> operands) {
    A x = operands.get("input");
    A y = operands.result(lanes.length(x));
    LogitLines<A> lines = new LogitLines<>(lanes, operands.shape("input"), operator.axis());
    lines.forEach(
        (line, work) -> {
          lines.read(x, line, work.x());
          lines.distribution(work);
          lines.write(work.y(), line, y);
        });
    return y;
  }

  @Override
  public <A> A gradient(
      Lanes<A> lanes, Softmax operator, String by, Operands<A> operands, A cotangent) {
    A x = operands.get("input");
    A gradient = operands.result(lanes.length(x));
    LogitLines<A> lines = new LogitLines<>(lanes, operands.shape("input"), operator.axis());
    int length = lines.length();
    lines.forEach(
        (line, work) -> {
          lines.read(x, line, work.x());
          lines.read(cotangent, line, work.g());
          lines.distribution(work);
          lanes.clear(1, work.scalars(), OWN);
          lanes.addDot(length, work.g(), 0, work.y(), 0, 1, work.scalars(), OWN);
          lanes.timesMinus(length, work.y(), 0, work.g(), 0, work.scalars(), OWN, work.x(), 0);
          lines.write(work.x(), line, gradient);
        });
    return gradient;
  }
}
