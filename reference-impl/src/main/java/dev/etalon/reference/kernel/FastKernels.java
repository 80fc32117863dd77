package dev.etalon.reference.kernel;

import dev.etalon.reference.activation.Elu;
import dev.etalon.reference.activation.LeakyRelu;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.activation.Sigmoid;
import dev.etalon.reference.activation.Softplus;
import dev.etalon.reference.activation.Tanh;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.kernel.activation.ActivationKernel;
import dev.etalon.reference.kernel.affine.LinearKernel;
import dev.etalon.reference.kernel.convolution.ConvolutionKernel;
import dev.etalon.reference.kernel.convolution.TransposedConvolutionKernel;
import dev.etalon.reference.kernel.lanes.Curve;
import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.LaneSet;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.lanes.Results;
import dev.etalon.reference.kernel.loss.CrossEntropyKernel;
import dev.etalon.reference.kernel.normalization.BatchNormKernel;
import dev.etalon.reference.kernel.pooling.AvgPoolingKernel;
import dev.etalon.reference.kernel.pooling.MaxPoolingKernel;
import dev.etalon.reference.kernel.resampling.ResamplingKernel;
import dev.etalon.reference.kernel.softmax.LogSoftmaxKernel;
import dev.etalon.reference.kernel.softmax.LogSumExpKernel;
import dev.etalon.reference.kernel.softmax.SoftmaxKernel;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AdaptiveAvgPool;
import dev.etalon.reference.pooling.AdaptiveMaxPool;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalAvgPool;
import dev.etalon.reference.pooling.GlobalMaxPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.resampling.UpsampleNearest;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.softmax.Softmax;
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
 * @param results where their results lie
 */
public record FastKernels(String name, LaneSet loops, Results results) implements Implementation {
  /** The kernels on vector instructions where this virtual machine offers them. */
  public static final FastKernels FAST = new FastKernels("fast", LaneSet.FASTEST, Results.NEW);

  /** The kernels in plain Java, as they run without the incubating module. */
  public static final FastKernels SCALAR =
      new FastKernels("fast-scalar", LaneSet.SCALAR, Results.NEW);

  private static final Map<Class<? extends Operator>, Kernel<?>> KERNELS =
      Map.ofEntries(
          Map.entry(Convolution.class, new ConvolutionKernel()),
          Map.entry(TransposedConvolution.class, new TransposedConvolutionKernel()),
          Map.entry(Linear.class, new LinearKernel()),
          Map.entry(Relu.class, ActivationKernel.RELU),
          Map.entry(LeakyRelu.class, ActivationKernel.LEAKY_RELU),
          Map.entry(Elu.class, ActivationKernel.ELU),
          Map.entry(Sigmoid.class, new ActivationKernel<Sigmoid>(Curve.SIGMOID)),
          Map.entry(Tanh.class, new ActivationKernel<Tanh>(Curve.TANH)),
          Map.entry(Softplus.class, ActivationKernel.SOFTPLUS),
          Map.entry(Softmax.class, new SoftmaxKernel()),
          Map.entry(LogSoftmax.class, new LogSoftmaxKernel()),
          Map.entry(LogSumExp.class, new LogSumExpKernel()),
          Map.entry(CrossEntropy.class, new CrossEntropyKernel()),
          Map.entry(MaxPool.class, MaxPoolingKernel.WINDOWS),
          Map.entry(AdaptiveMaxPool.class, MaxPoolingKernel.GRID),
          Map.entry(GlobalMaxPool.class, MaxPoolingKernel.WHOLE),
          Map.entry(AvgPool.class, AvgPoolingKernel.WINDOWS),
          Map.entry(AdaptiveAvgPool.class, AvgPoolingKernel.GRID),
          Map.entry(GlobalAvgPool.class, AvgPoolingKernel.WHOLE),
          Map.entry(UpsampleNearest.class, ResamplingKernel.NEAREST),
          Map.entry(UpsampleLinear.class, ResamplingKernel.LINEAR),
          Map.entry(BatchNorm.class, new BatchNormKernel()));

  @Override
  public FastKernels reusingResults() {
    return new FastKernels(name, loops, Results.reused());
  }

  @Override
  public boolean claims(Operator operator) {
    return KERNELS.containsKey(operator.getClass()) && kernel(operator).claims(operator);
  }

  @Override
  public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
    return forward(loops.of(dtype), operator, operands);
  }

  private <A> Tensor forward(Lanes<A> lanes, Operator operator, Map<String, Tensor> operands) {
    Shape output = Evaluation.outputShape(operator, operands);
    Operands<A> arrays = new Operands<>(lanes, operands, output, results);
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
    Operands<A> arrays = new Operands<>(lanes, operands, output, results);
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
