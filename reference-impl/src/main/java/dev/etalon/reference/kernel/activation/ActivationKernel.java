package dev.etalon.reference.kernel.activation;

import dev.etalon.reference.activation.Activation;
import dev.etalon.reference.activation.Elu;
import dev.etalon.reference.activation.LeakyRelu;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.activation.Softplus;
import dev.etalon.reference.kernel.lanes.Curve;
import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.lanes.Parallel;
import java.util.function.Function;

/**
 * A function of one number, element by element.
 *
 * @param curve the function
 * @param parameters its parameters
 * @param <O> the activation
 */
public record ActivationKernel<O extends Activation>(Curve curve, Function<O, double[]> parameters)
    implements Kernel<O> {
  public static final ActivationKernel<Relu> RELU =
      new ActivationKernel<>(Curve.RELU, relu -> new double[] {relu.slopeAtZero()});
  public static final ActivationKernel<LeakyRelu> LEAKY_RELU =
      new ActivationKernel<>(Curve.LEAKY_RELU, relu -> new double[] {relu.negativeSlope()});
  public static final ActivationKernel<Elu> ELU =
      new ActivationKernel<>(Curve.ELU, elu -> new double[] {elu.alpha(), elu.scale()});
  public static final ActivationKernel<Softplus> SOFTPLUS =
      new ActivationKernel<>(Curve.SOFTPLUS, softplus -> new double[] {softplus.beta()});

  /** A function without parameters. */
  public ActivationKernel(Curve curve) {
    this(curve, activation -> new double[0]);
  }

  @Override
  public <A> A forward(Lanes<A> lanes, O operator, Operands<A> operands) {
    A x = operands.get("input");
    A y = operands.result(lanes.length(x));
    A constants = lanes.of(parameters.apply(operator));
    Parallel.stretches(
        lanes.length(x), (from, count) -> lanes.curve(curve, constants, count, x, from, y, from));
    return y;
  }

  @Override
  public <A> A gradient(Lanes<A> lanes, O operator, String by, Operands<A> operands, A cotangent) {
    A x = operands.get("input");
    A gradient = operands.result(lanes.length(x));
    A constants = lanes.of(parameters.apply(operator));
    Parallel.stretches(
        lanes.length(x),
        (from, count) ->
            lanes.slope(curve, constants, count, x, from, cotangent, from, gradient, from));
    return gradient;
  }
}
