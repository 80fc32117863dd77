package dev.etalon.reference.model;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Composition;
import dev.etalon.reference.composition.ComputationalGraph;
import dev.etalon.reference.composition.Node;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code multilayer_perceptron}: a fully connected classifier with its loss.
 *
 * @param layers the number of affine layers, at least 1
 * @param activation σ of the hidden layers, with a single operand
 */
@Definition(
    summary = "A chain of affine layers with a nonlinearity between them, as a classifier.",
    equation =
        "L = −(1/N) Σ_n log softmax(h_L,n)[t_n], h_k = σ(W_k·h_{k−1} + b_k), h_0 = x, "
            + "no σ in the last layer",
    vjp = {
      "W̄_k = Ḡ_kᵀ·H_{k−1}, b̄_k = Σ_n Ḡ_k,n, Ḡ_L = (L̄/N)·(softmax(H_L) − onehot(t))",
      "Ḡ_{k−1} = (Ḡ_k·W_k) ⊙ σ′(H_{k−1} before σ), x̄ = Ḡ_1·W_1"
    },
    shapes =
        "input (N, D_0), weight1 (D_1, D_0), bias1 (D_1), …, target (N) of classes 0 … D_L−1 → ()",
    lecture = "Potpuno povezani model (višeslojni perceptron, multi-layer perceptron)")
public record MultilayerPerceptron(int layers, Operator activation) implements Composition {
  public MultilayerPerceptron {
    ConstraintViolation.require(
        layers >= 1, () -> "the number of layers is %d; it must be at least 1".formatted(layers));
  }

  @Override
  public String name() {
    return "multilayer_perceptron";
  }

  @Override
  public ComputationalGraph graph() {
    List<Node> nodes = new ArrayList<>();
    String flowing = "input";
    for (int k = 1; k <= layers; k++) {
      nodes.add(Node.of("affine" + k, new Linear(), flowing, "weight" + k, "bias" + k));
      flowing = "affine" + k;
      if (k < layers) {
        nodes.add(Node.of("hidden" + k, activation, flowing));
        flowing = "hidden" + k;
      }
    }
    nodes.add(Node.of("loss", new CrossEntropy(), flowing, "target"));
    return new ComputationalGraph(name(), nodes);
  }
}
