package dev.etalon.reference.model;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Composition;
import dev.etalon.reference.composition.ComputationalGraph;
import dev.etalon.reference.composition.Node;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.loss.Target;
import dev.etalon.reference.operator.Definition;

/** {@code logistic_regression} into several classes, with its negative log-likelihood. */
@Definition(
    summary = "Multi-class logistic regression: softmax of an affine function, and its loss.",
    equation = "L = −Σ_n log softmax(W·x_n + b)[t_n]",
    vjp = {
      "W̄ = L̄ · Σ_n (softmax(W·x_n + b) − onehot(t_n)) · x_nᵀ",
      "b̄ = L̄ · Σ_n (softmax(W·x_n + b) − onehot(t_n))",
      "x̄_n = L̄ · Wᵀ·(softmax(W·x_n + b) − onehot(t_n))"
    },
    shapes = "input (N, D), weight (C, D), bias (C), target (N) of classes 0 … C−1 → ()",
    specialCases = {"the lectures' loss is the sum over the examples, not their mean"},
    lecture = "Pregled strojnog učenja: primjer (logistička regresija, logistic regression)")
public record LogisticRegression() implements Composition {
  @Override
  public String name() {
    return "logistic_regression";
  }

  @Override
  public ComputationalGraph graph() {
    return ComputationalGraph.of(
        name(),
        Node.of("logits", new Linear(), "input", "weight", "bias"),
        Node.of("loss", new CrossEntropy(new Target.Classes(), Reduction.SUM), "logits", "target"));
  }
}
