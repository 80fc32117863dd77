package dev.etalon.oracle.identity;

import dev.etalon.reference.activation.Activation;
import dev.etalon.reference.activation.LeakyRelu;
import dev.etalon.reference.activation.Maxout;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.convolution.Fold;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.convolution.Unfold;
import dev.etalon.reference.feature.PolynomialFeatures;
import dev.etalon.reference.feature.RbfKernel;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AdaptiveAvgPool;
import dev.etalon.reference.pooling.AdaptiveMaxPool;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalAvgPool;
import dev.etalon.reference.pooling.GlobalMaxPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.pooling.MaxUnpool;
import dev.etalon.reference.resampling.Crop;
import dev.etalon.reference.resampling.Pad;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.resampling.UpsampleNearest;
import java.util.Set;

/** Which operators an identity of many speaks of. */
final class OperatorFamilies {
  private static final Set<Class<? extends Operator>> CONVOLUTIONS =
      Set.of(Convolution.class, FlippedConvolution.class, TransposedConvolution.class);

  private static final Set<Class<? extends Operator>> POOLINGS =
      Set.of(
          MaxPool.class,
          AvgPool.class,
          GlobalMaxPool.class,
          GlobalAvgPool.class,
          AdaptiveMaxPool.class,
          AdaptiveAvgPool.class);

  private static final Set<Class<? extends Operator>> UPSAMPLINGS =
      Set.of(UpsampleNearest.class, UpsampleLinear.class);

  private static final Set<Class<? extends Operator>> REARRANGEMENTS =
      Set.of(Unfold.class, Fold.class, Crop.class, MaxUnpool.class);

  private OperatorFamilies() {}

  /** Convolution of any kind: input, weight, and a bias for each output channel. */
  static boolean isConvolution(Operator operator) {
    return CONVOLUTIONS.contains(operator.getClass());
  }

  /** The bias is added to every element of its output channel, axis 1. */
  static boolean hasChannelBias(Operator operator) {
    return isConvolution(operator) || operator instanceof BatchNorm;
  }

  static boolean isPooling(Operator operator) {
    return POOLINGS.contains(operator.getClass());
  }

  static boolean isUpsampling(Operator operator) {
    return UPSAMPLINGS.contains(operator.getClass());
  }

  /** What gives each output element from one input element. */
  static boolean isElementwise(Operator operator) {
    return operator instanceof Activation;
  }

  /** f(tx) = t·f(x) for t ≥ 0, x the input, without the bias. */
  static boolean isHomogeneous(Operator operator) {
    return isConvolution(operator)
        || isPooling(operator)
        || isUpsampling(operator)
        || REARRANGEMENTS.contains(operator.getClass())
        || operator instanceof Linear
        || operator instanceof Relu
        || operator instanceof LeakyRelu
        || operator instanceof Maxout
        || operator instanceof Pad pad && pad.value() == 0;
  }

  /** Axis 0 of the input is a batch that the output keeps, whatever the axis counts. */
  static boolean keepsBatch(Operator operator, int rank) {
    if (operator instanceof Pad pad) {
      return pad.before().size() < rank;
    }
    if (operator instanceof Crop crop) {
      return crop.before().size() < rank;
    }
    return isConvolution(operator)
        || isPooling(operator)
        || isUpsampling(operator)
        || isElementwise(operator)
        || operator instanceof Unfold
        || operator instanceof Fold
        || operator instanceof Maxout
        || operator instanceof Linear
        || operator instanceof RbfKernel
        || operator instanceof PolynomialFeatures;
  }
}
