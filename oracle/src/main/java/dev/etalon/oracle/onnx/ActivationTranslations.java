package dev.etalon.oracle.onnx;

import dev.etalon.reference.activation.Elu;
import dev.etalon.reference.activation.LeakyRelu;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.activation.Selu;
import dev.etalon.reference.activation.Sigmoid;
import dev.etalon.reference.activation.Softplus;
import dev.etalon.reference.activation.Tanh;
import dev.etalon.reference.operator.Operator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Elementwise activations. */
final class ActivationTranslations {
  /** ONNX's default slope of {@code LeakyRelu} is a float. */
  private static final float LEAKY_SLOPE = 0.01f;

  private ActivationTranslations() {}

  static Map<String, Function<Invocation, List<Vector>>> all() {
    return Map.of(
        "Relu", called -> elementwise(called, new Relu()),
        "Sigmoid", called -> elementwise(called, new Sigmoid()),
        "Softplus", called -> elementwise(called, new Softplus(1)),
        "Tanh", called -> elementwise(called, new Tanh()),
        "Selu", called -> elementwise(called, new Selu()),
        "Elu", called -> elementwise(called, new Elu(called.node().real("alpha", 1), 1), "alpha"),
        "LeakyRelu",
            called ->
                elementwise(
                    called, new LeakyRelu(called.node().real("alpha", LEAKY_SLOPE)), "alpha"));
  }

  private static List<Vector> elementwise(
      Invocation called, Operator operator, String... attributes) {
    called.readsOnly(attributes);
    return List.of(new Vector(operator, Map.of("input", called.input(0)), called.output()));
  }
}
