package dev.etalon.reference.model;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Add;
import dev.etalon.reference.composition.Composition;
import dev.etalon.reference.composition.ComputationalGraph;
import dev.etalon.reference.composition.Node;
import dev.etalon.reference.feature.PolynomialFeatures;
import dev.etalon.reference.loss.L2Penalty;
import dev.etalon.reference.loss.MseLoss;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.operator.Definition;

/**
 * {@code polynomial_regression} of a scalar function, with a ridge penalty.
 *
 * @param degree the degree of the polynomial, at least 1
 * @param lambda the strength λ of the penalty, not negative
 */
@Definition(
    summary = "Fits a polynomial of one variable: sum of squared errors and a ridge penalty.",
    equation = "L = λ·wᵀw + Σ_n (Σ_j w_j·x_n^(j+1) + b − t_n)²",
    vjp = {
      "w̄_j = L̄ · (2λ·w_j + 2 Σ_n e_n·x_n^(j+1)), e_n the error of example n",
      "b̄ = 2·L̄ · Σ_n e_n",
      "x̄_n = 2·L̄ · e_n · Σ_j (j+1)·w_j·x_n^j",
      "t̄_n = −2·L̄ · e_n"
    },
    shapes = "input (N), weight (1, degree), bias (1), target (N, 1) → ()",
    specialCases = {"the bias is not penalised", "the lectures' loss is the sum, not the mean"},
    lecture = "Pregled strojnog učenja: lex parsimonae (ridge regression)")
public record PolynomialRegression(int degree, double lambda) implements Composition {
  @Override
  public String name() {
    return "polynomial_regression";
  }

  @Override
  public ComputationalGraph graph() {
    return ComputationalGraph.of(
        name(),
        Node.of("powers", new PolynomialFeatures(degree), "input"),
        Node.of("prediction", new Linear(), "powers", "weight", "bias"),
        Node.of("error", new MseLoss(Reduction.SUM), "prediction", "target"),
        Node.of("penalty", new L2Penalty(lambda), "weight"),
        Node.of("loss", new Add(), "penalty", "error"));
  }
}
