package dev.etalon.reference.kernel.softmax;

import static dev.etalon.reference.kernel.softmax.LogitLines.OWN;

import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.softmax.LogitLines.Line;
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
          Line<A> probabilities = lines.room(y, line, work.y());
          lines.distribution(lines.read(x, line, work.x()), probabilities, work.scalars());
          lines.write(probabilities, line, y);
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
          A p = work.y();
          A scalars = work.scalars();
          Line<A> g = lines.read(cotangent, line, work.g());
          Line<A> result = lines.room(gradient, line, work.x());
          lines.distribution(lines.read(x, line, work.x()), new Line<>(p, 0), scalars);
          lanes.clear(1, scalars, OWN);
          lanes.addDot(length, g.array(), g.at(), p, 0, 1, scalars, OWN);
          lanes.timesMinus(
              length, p, 0, g.array(), g.at(), scalars, OWN, result.array(), result.at());
          lines.write(result, line, gradient);
        });
    return gradient;
  }
}
