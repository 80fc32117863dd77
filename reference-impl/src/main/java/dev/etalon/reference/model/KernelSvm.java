package dev.etalon.reference.model;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Add;
import dev.etalon.reference.composition.Composition;
import dev.etalon.reference.composition.ComputationalGraph;
import dev.etalon.reference.composition.Node;
import dev.etalon.reference.feature.RbfKernel;
import dev.etalon.reference.feature.SignedWeight;
import dev.etalon.reference.loss.HingeLoss;
import dev.etalon.reference.loss.L2Penalty;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.operator.Definition;

/**
 * {@code kernel_svm}: the support vector machine with an RBF kernel; every training example is a
 * possible support vector.
 *
 * @param gamma the inverse squared width γ of the kernel, positive
 * @param lambda the strength λ of the penalty, not negative
 */
@Definition(
    summary = "The kernel support vector machine, trained on its own support vectors.",
    equation =
        "L = h(ααᵀ) + (1/N) Σ_n max(0, 1 − s_n·f(x_n)), f(x) = Σ_j s_j·α_j·exp(−γ‖x_j − x‖²) + b, "
            + "s_n = (−1)^⟦t_n ≠ 1⟧",
    vjp = {
      "ᾱ_j = L̄ · (2λ·α_j − (1/N) Σ_{n : margin < 1} s_n·s_j·k(x_j, x_n))",
      "b̄ = −(L̄/N) Σ_{n : margin < 1} s_n",
      "x̄: from both arguments of the kernel"
    },
    shapes = "input (N, D), alpha (N), bias (1), target (N, 1) of classes 0 and 1 → ()",
    specialCases = {
      "the lectures leave h open; here h(ααᵀ) = λ·trace(ααᵀ) = λ·αᵀα",
      "not differentiable where a margin is exactly 1; there the gradient is 0 by convention"
    },
    lecture = "Pregled strojnog učenja: primjer 3 (SVM s jezgrenom funkcijom, kernel SVM)")
public record KernelSvm(double gamma, double lambda) implements Composition {
  @Override
  public String name() {
    return "kernel_svm";
  }

  @Override
  public ComputationalGraph graph() {
    return ComputationalGraph.of(
        name(),
        Node.of("gram", new RbfKernel(gamma), "input", "input"),
        Node.of("signed", new SignedWeight(), "alpha", "target"),
        Node.of("score", new Linear(), "gram", "signed", "bias"),
        Node.of("violation", new HingeLoss(Reduction.MEAN), "score", "target"),
        Node.of("penalty", new L2Penalty(lambda), "alpha"),
        Node.of("loss", new Add(), "penalty", "violation"));
  }
}
