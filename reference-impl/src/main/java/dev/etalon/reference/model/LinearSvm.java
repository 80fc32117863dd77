package dev.etalon.reference.model;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Add;
import dev.etalon.reference.composition.Composition;
import dev.etalon.reference.composition.ComputationalGraph;
import dev.etalon.reference.composition.Node;
import dev.etalon.reference.loss.HingeLoss;
import dev.etalon.reference.loss.L2Penalty;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.operator.Definition;

/**
 * {@code linear_svm}: the linear support vector machine, as a loss with a ridge penalty.
 *
 * @param lambda the strength λ of the penalty, not negative
 */
@Definition(
    summary = "The linear support vector machine: mean violation of the margin and a penalty.",
    equation = "L = λ·‖w‖² + (1/N) Σ_n max(0, 1 − s_n·(wᵀx_n + b)), s_n = (−1)^⟦t_n ≠ 1⟧",
    vjp = {
      "w̄ = L̄ · (2λ·w − (1/N) Σ_{n : margin < 1} s_n·x_n)",
      "b̄ = −(L̄/N) Σ_{n : margin < 1} s_n",
      "x̄_n = −(L̄/N) · s_n·w where the margin s_n·(wᵀx_n + b) is below 1, else 0"
    },
    shapes = "input (N, D), weight (1, D), bias (1), target (N, 1) of classes 0 and 1 → ()",
    specialCases = {
      "the bias is not penalised",
      "not differentiable where a margin is exactly 1; there the gradient is 0 by convention"
    },
    lecture = "Pregled strojnog učenja: primjer 2 (stroj s potpornim vektorima, SVM)")
public record LinearSvm(double lambda) implements Composition {
  @Override
  public String name() {
    return "linear_svm";
  }

  @Override
  public ComputationalGraph graph() {
    return ComputationalGraph.of(
        name(),
        Node.of("score", new Linear(), "input", "weight", "bias"),
        Node.of("violation", new HingeLoss(Reduction.MEAN), "score", "target"),
        Node.of("penalty", new L2Penalty(lambda), "weight"),
        Node.of("loss", new Add(), "penalty", "violation"));
  }
}
