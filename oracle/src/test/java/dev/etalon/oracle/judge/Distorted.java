package dev.etalon.oracle.judge;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * The definitions with one quantity spoilt.
 *
 * @param quantity which
 * @param distortion what is done to it; null takes it away
 */
public record Distorted(String quantity, UnaryOperator<Tensor> distortion)
    implements Implementation {
  @Override
  public String name() {
    return "distorted " + quantity;
  }

  @Override
  public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
    Tensor value = Evaluation.DEFINITION.forward(operator, operands, dtype);
    return quantity.equals(Case.FORWARD) ? distortion.apply(value) : value;
  }

  @Override
  public Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
    Map<String, Tensor> gradients =
        new LinkedHashMap<>(Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype));
    gradients.replaceAll(
        (operand, gradient) ->
            quantity.equals(Case.gradient(operand)) ? distortion.apply(gradient) : gradient);
    gradients.values().removeIf(gradient -> gradient == null);
    return gradients;
  }

  /** What goes wrong in kernels. */
  public enum Fault implements UnaryOperator<Tensor> {
    ONE_ELEMENT_OFF_BY_A_THOUSANDTH,
    NEGATED,
    SHIFTED_BY_ONE,
    LAST_AXES_TRANSPOSED,
    REVERSED,
    LAST_CHANNEL_DROPPED,
    ONE_ELEMENT_LEFT_OUT,
    ALL_ZERO,
    HALVED,
    ONE_NAN,
    ALL_NAN,
    ONE_INFINITY;

    @Override
    public Tensor apply(Tensor right) {
      int size = right.size();
      int middle = size / 2;
      return switch (this) {
        case ONE_ELEMENT_OFF_BY_A_THOUSANDTH ->
            right.with(greatest(right), right.at(greatest(right)) * 1.001);
        case NEGATED -> right.map(x -> -x);
        case SHIFTED_BY_ONE -> reordered(right, i -> (i + 1) % size);
        case LAST_AXES_TRANSPOSED -> transposed(right);
        case REVERSED -> reordered(right, i -> size - 1 - i);
        case LAST_CHANNEL_DROPPED -> withoutLastChannel(right);
        case ONE_ELEMENT_LEFT_OUT -> right.with(greatest(right), 0);
        case ALL_ZERO -> right.map(x -> 0);
        case HALVED -> right.map(x -> x / 2);
        case ONE_NAN -> right.with(middle, Double.NaN);
        case ALL_NAN -> right.map(x -> Double.NaN);
        case ONE_INFINITY -> right.with(middle, Double.POSITIVE_INFINITY);
      };
    }

    private static int greatest(Tensor tensor) {
      int greatest = 0;
      for (int i = 0; i < tensor.size(); i++) {
        greatest = Math.abs(tensor.at(i)) > Math.abs(tensor.at(greatest)) ? i : greatest;
      }
      return greatest;
    }

    private static Tensor reordered(Tensor tensor, IntUnaryOperator order) {
      return Tensor.generate(tensor.dtype(), tensor.shape(), i -> tensor.at(order.applyAsInt(i)));
    }

    /** The data of the transposed matrix under the old shape. */
    private static Tensor transposed(Tensor tensor) {
      Shape shape = tensor.shape();
      if (shape.rank() < 2) {
        return reordered(tensor, i -> tensor.size() - 1 - i);
      }
      int rows = shape.extent(-2);
      int columns = shape.extent(-1);
      return reordered(
          tensor,
          i -> {
            int matrix = i / (rows * columns);
            int within = i % (rows * columns);
            return matrix * rows * columns + within % rows * columns + within / rows;
          });
    }

    private static Tensor withoutLastChannel(Tensor tensor) {
      Shape shape = tensor.shape();
      int axis = Math.min(1, shape.rank() - 1);
      return Tensor.generate(
          tensor.dtype(),
          shape,
          i -> shape.index(i)[axis] == shape.extent(axis) - 1 ? 0 : tensor.at(i));
    }
  }
}
