package dev.etalon.oracle.network;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalAvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.resampling.UpsampleNearest;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.core.ArithmeticUtils;

/**
 * The longest sum that an element of a quantity is made of.
 *
 * @param count its terms; an element with fewer has no greater error bound
 * @param factors how many roundings a term itself may take: 1 for a product of two numbers, 2 for a
 *     quotient, 0 for a number that is only selected
 */
record Terms(int count, int factors) {
  /**
   * The roundings between the operands and the result, whatever the order of summation: count − 1
   * additions over each term's own. A result without any is exact.
   */
  int roundings() {
    return count - 1 + factors;
  }

  /** Of a quantity of a layer; empty if the operator is none of the layers'. */
  static Optional<Terms> of(Operator operator, Map<String, Shape> operands, String quantity) {
    Shape output = operator.outputShape(operands);
    Shape input = operands.get("input");
    if (operator instanceof Convolution convolution) {
      return Optional.of(
          bilinear(
              operands,
              quantity,
              operands.get("weight").from(1).size(),
              operands.get("weight").extent(0)
                  / convolution.groups()
                  * overlap(convolution.window()),
              positions(output),
              positions(output)));
    }
    if (operator instanceof TransposedConvolution transposed) {
      return Optional.of(
          bilinear(
              operands,
              quantity,
              operands.get("weight").extent(0) / transposed.groups() * overlap(transposed.window()),
              operands.get("weight").from(1).size(),
              positions(input),
              positions(output)));
    }
    if (operator instanceof Linear) {
      Shape weight = operands.get("weight");
      int rows = output.size() / weight.extent(0);
      return Optional.of(
          bilinear(operands, quantity, weight.extent(1), weight.extent(0), rows, rows));
    }
    return resampling(operator, input, quantity.equals(Case.FORWARD));
  }

  /** Of operators that are linear in input and in weight. */
  private static Terms bilinear(
      Map<String, Shape> operands, String quantity, int value, int input, int weight, int bias) {
    return switch (quantity) {
      // the bias is a term without a product of its own
      case Case.FORWARD -> new Terms(value + (operands.containsKey("bias") ? 1 : 0), 1);
      case "grad:input" -> new Terms(input, 1);
      case "grad:weight" -> new Terms(weight, 1);
      case "grad:bias" -> new Terms(bias, 0);
      default -> throw new IllegalArgumentException("no such quantity: " + quantity);
    };
  }

  private static Optional<Terms> resampling(Operator operator, Shape input, boolean forward) {
    if (operator instanceof MaxPool pool) {
      return Optional.of(forward ? new Terms(1, 0) : new Terms(overlap(pool.window()), 0));
    }
    if (operator instanceof AvgPool pool) {
      int terms = forward ? pool.window().kernel().size() : overlap(pool.window());
      return Optional.of(new Terms(terms, 2));
    }
    if (operator instanceof GlobalAvgPool) {
      return Optional.of(new Terms(forward ? input.from(2).size() : 1, 2));
    }
    if (operator instanceof UpsampleNearest nearest) {
      return Optional.of(new Terms(forward ? 1 : copies(nearest.size(), input), 0));
    }
    // by a power of two the weights are multiples of it, and exact
    if (operator instanceof UpsampleLinear linear
        && !linear.alignCorners()
        && linear.size().equals(new Resize.By(List.of(2.0, 2.0)))) {
      int axes = linear.size().axes();
      int corners = 1 << axes;
      return Optional.of(
          new Terms(forward ? corners : corners * copies(linear.size(), input), axes));
    }
    return Optional.empty();
  }

  /** Batch and spatial positions: all but the channels. */
  private static int positions(Shape activation) {
    return activation.extent(0) * activation.from(2).size();
  }

  /**
   * How many windows an input element lies in at most: it is met by every kernel position k with
   * s·p + d·k at its place, and these lie s / gcd(s, d) apart.
   */
  private static int overlap(Window window) {
    int overlap = 1;
    for (WindowAxis axis : window.axes()) {
      int step = axis.stride() / ArithmeticUtils.gcd(axis.stride(), axis.dilation());
      overlap *= (axis.kernel() + step - 1) / step;
    }
    return overlap;
  }

  private static int copies(Resize size, Shape input) {
    int copies = 1;
    for (int axis = 0; axis < size.axes(); axis++) {
      int extent = input.extent(axis + 2);
      copies *= (size.extent(axis, extent) + extent - 1) / extent;
    }
    return copies;
  }
}
