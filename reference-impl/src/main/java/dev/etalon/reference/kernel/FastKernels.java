package dev.etalon.reference.kernel;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.kernel.affine.LinearKernel;
import dev.etalon.reference.kernel.convolution.ConvolutionKernel;
import dev.etalon.reference.kernel.convolution.TransposedConvolutionKernel;
import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.LaneSet;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The operators by fast kernels in pure Java, parallel over the common pool, in float64 and
 * float32. Results do not depend on the number of threads, bit for bit.
 *
 * @param name its name in the report
 * @param loops the innermost loops that the kernels run on
 */
public record FastKernels(String name, LaneSet loops) implements Implementation {
  /** The kernels on vector instructions where this virtual machine offers them. */
  public static final FastKernels FAST = new FastKernels("fast", LaneSet.FASTEST);

  /** The kernels in plain Java, as they run without the incubating module. */
  public static final FastKernels SCALAR = new FastKernels("fast-scalar", LaneSet.SCALAR);

  private static final Map<Class<? extends Operator>, Kernel<?>> KERNELS =
      Map.of(
          Convolution.class, new ConvolutionKernel(),
          TransposedConvolution.class, new TransposedConvolutionKernel(),
          Linear.class, new LinearKernel());

  @Override
  public boolean claims(Operator operator) {
    return KERNELS.containsKey(operator.getClass());
  }

  @Override
  public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
    return forward(loops.of(dtype), operator, operands);
  }

  private <A> Tensor forward(Lanes<A> lanes, Operator operator, Map<String, Tensor> operands) {
    Shape output = Evaluation.outputShape(operator, operands);
    Operands<A> arrays = new Operands<>(lanes, operands, output);
    return lanes.tensor(output, kernel(operator).forward(lanes, operator, arrays));
  }

  @Override
  public Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    for (Operand operand : operator.operands()) {
      if (operand.isDifferentiable() && operands.containsKey(operand.name())) {
        gradients.put(
            operand.name(), gradient(operator, operand.name(), operands, cotangent, dtype));
      }
    }
    return gradients;
  }

  @Override
  public Tensor gradient(
      Operator operator,
      String operand,
      Map<String, Tensor> operands,
      Tensor cotangent,
      DType dtype) {
    return gradient(loops.of(dtype), operator, operand, operands, cotangent);
  }

  private <A> Tensor gradient(
      Lanes<A> lanes,
      Operator operator,
      String by,
      Map<String, Tensor> operands,
      Tensor cotangent) {
    Shape output = Evaluation.outputShape(operator, operands);
    Operands<A> arrays = new Operands<>(lanes, operands, output);
    A gradient = kernel(operator).gradient(lanes, operator, by, arrays, lanes.view(cotangent));
    return lanes.tensor(arrays.shape(by), gradient);
  }

  /** The table above holds for each class of operators a kernel of that class. */
  @SuppressWarnings("unchecked")
  private static Kernel<Operator> kernel(Operator operator) {
    Kernel<?> kernel = KERNELS.get(operator.getClass());
    if (kernel == null) {
      throw new UnsupportedOperationException("there is no fast kernel of " + operator.name());
    }
    return (Kernel<Operator>) kernel;
  }
}
