package dev.etalon.oracle.onnx;

import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code BatchNormalization}. */
final class NormalizationTranslations {
  /** ONNX's default ε is a float. */
  private static final float EPSILON = 1e-5f;

  private NormalizationTranslations() {}

  static Map<String, Function<Invocation, List<Vector>>> all() {
    return Map.of("BatchNormalization", NormalizationTranslations::batchNormalization);
  }

  /** The momentum concerns the update of the statistics, which inference does not do. */
  private static List<Vector> batchNormalization(Invocation called) {
    called.readsOnly("epsilon", "momentum", "training_mode");
    OutOfScopeException.require(
        called.node().integer("training_mode", 0) == 0,
        "training_mode = 1 (outputs the updated running statistics)");
    Map<String, Tensor> operands = new LinkedHashMap<>();
    operands.put("input", called.input(0));
    operands.put("weight", called.input(1));
    operands.put("bias", called.input(2));
    operands.put("running_mean", called.input(3));
    operands.put("running_var", called.input(4));
    return List.of(
        new Vector(
            new BatchNorm(BatchNorm.Statistics.RUNNING, called.node().real("epsilon", EPSILON)),
            operands,
            called.output()));
  }
}
