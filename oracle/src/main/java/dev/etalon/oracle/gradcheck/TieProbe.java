package dev.etalon.oracle.gradcheck;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.gradcheck.Kinks.Smooth;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.reference.tensor.Tensor;
import java.util.Optional;
import org.apache.commons.numbers.core.Sum;

/**
 * A common move of tied inputs, along which the value is smooth though it is not in any of them
 * alone: the maximum of equals moves as they do. Every element of the subdifferential has that same
 * slope there, so a gradient that gives each tied input a slope that each alone might have, but
 * together too much or too little, is found.
 */
final class TieProbe {
  private TieProbe() {}

  /** What differs from ⟨gradient, d⟩ as the slope of ⟨ȳ, f(x + t·d)⟩, if anything does. */
  static Optional<String> of(
      Trial trial, String operand, Tensor gradient, NumericalJacobian jacobian) {
    return jacobian
        .plan()
        .tied()
        .flatMap(tied -> compare(trial, operand, gradient, jacobian, tied));
  }

  private static Optional<String> compare(
      Trial trial, String operand, Tensor gradient, NumericalJacobian jacobian, Smooth tied) {
    Standard standard = trial.standard();
    Tensor cotangent = trial.exam().cotangent();
    double[] noise = jacobian.plan().noise(standard, operand, tied);
    double projectedNoise = 0;
    for (int row = 0; row < noise.length; row++) {
      projectedNoise += Math.abs(cotangent.at(row)) * noise[row];
    }
    double[] budget = standard.budget(Case.gradient(operand));
    double allowed = 0;
    double expected = 0;
    Move move = tied.move();
    for (int i = 0; i < move.size(); i++) {
      expected += gradient.at(move.columns()[i]) * move.steps()[i];
      allowed += budget[move.columns()[i]] * Math.abs(move.steps()[i]);
    }
    RiddersTableau tableau = RiddersTableau.central();
    double scale = tied.scale();
    for (int level = 0; level < RiddersTableau.LEVELS && !tableau.isFinished(); level++) {
      tableau.add(
          projected(trial, gradient, jacobian, move.apply(jacobian.input(), -scale)),
          projected(trial, gradient, jacobian, jacobian.input()),
          projected(trial, gradient, jacobian, move.apply(jacobian.input(), scale)),
          scale,
          scale,
          projectedNoise);
      scale /= 2;
    }
    double excess = tableau.derivative();
    return Math.abs(excess) > allowed + tableau.error()
        ? Optional.of(
            ("moved together, tied elements of '%s' change ⟨ȳ, f⟩ by %s, but the gradient says %s:"
                    + " together the tied receive too much or too little")
                .formatted(operand, expected + excess, expected))
        : Optional.empty();
  }

  /** ⟨ȳ, f(x′)⟩ − ⟨gradient, x′ − x⟩, which has to have the slope 0. */
  private static double projected(
      Trial trial, Tensor gradient, NumericalJacobian jacobian, Tensor moved) {
    Tensor value = moved == jacobian.input() ? jacobian.centre() : jacobian.forward(moved);
    Sum sum = Sum.create();
    for (int row = 0; row < value.size(); row++) {
      sum.addProduct(trial.exam().cotangent().at(row), value.at(row));
    }
    for (int i = 0; i < moved.size(); i++) {
      double step = moved.at(i) - jacobian.input().at(i);
      if (step != 0) {
        sum.addProduct(-gradient.at(i), step);
      }
    }
    return sum.getAsDouble();
  }
}
