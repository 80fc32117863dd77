package dev.etalon.oracle.timing;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import java.util.Map;

/**
 * What a quantity of an operator costs at least, however it is computed.
 *
 * @param flops floating-point operations of the multiply–adds, 2 each, padding included; 0 for
 *     operators that consist of something else, whose limit is memory
 * @param elements the elements read and written once each
 */
public record Work(double flops, double elements) {
  /** The work of the value, of a gradient, or of all gradients ({@link Timing#VJP}). */
  public static Work of(Operator operator, Map<String, Shape> operands, String quantity) {
    if (quantity.equals(Timing.VJP)) {
      Work all = new Work(0, 0);
      for (Operand operand : operator.operands()) {
        if (operand.isDifferentiable() && operands.containsKey(operand.name())) {
          Work one = of(operator, operands, Case.gradient(operand.name()));
          all = new Work(all.flops() + one.flops(), all.elements() + one.elements());
        }
      }
      return all;
    }
    double output = operator.outputShape(operands).size();
    boolean bias = quantity.equals(Case.gradient("bias"));
    if (bias) {
      return new Work(0, output + operands.get("bias").size());
    }
    return new Work(
        2 * multiplyAdds(operator, operands), output + elements(operator, operands, quantity));
  }

  public double bytes(DType dtype) {
    return elements * (dtype == DType.FLOAT32 ? Float.BYTES : Double.BYTES);
  }

  /** Seconds on some processor: for shares of a whole and not for claims. */
  public double seconds(DType dtype) {
    return flops / 30e9 + bytes(dtype) / 5e9;
  }

  /** The same for the value and for the gradients by input and by weight. */
  private static double multiplyAdds(Operator operator, Map<String, Shape> operands) {
    Shape input = operands.get("input");
    if (operator instanceof Convolution) {
      Shape weight = operands.get("weight");
      return (double) operator.outputShape(operands).size() * weight.from(1).size();
    }
    if (operator instanceof TransposedConvolution) {
      return (double) input.size() * operands.get("weight").from(1).size();
    }
    if (operator instanceof Linear) {
      return (double) input.size() * operands.get("weight").extent(0);
    }
    return 0;
  }

  /** The operands that the value or the gradient depends on, and the gradient itself. */
  private static double elements(Operator operator, Map<String, Shape> operands, String quantity) {
    double elements = 0;
    for (Operand operand : operator.operands()) {
      Shape shape = operands.get(operand.name());
      if (shape != null) {
        boolean own = quantity.equals(Case.gradient(operand.name()));
        boolean read =
            quantity.equals(Case.FORWARD)
                || (own ? !operator.affineIn().contains(operand.name()) : !isBias(operand));
        elements += (own ? shape.size() : 0) + (read ? shape.size() : 0);
      }
    }
    return elements;
  }

  private static boolean isBias(Operand operand) {
    return operand.name().equals("bias");
  }
}
