package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.feature.PolynomialFeatures;
import dev.etalon.reference.feature.RbfKernel;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;

/** Feature maps. */
final class FeatureIdentities {
  private static final String INPUT = "input";
  private static final String CENTRE = "centre";

  private FeatureIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity("kernel-is-symmetric", "K(x, c) = K(c, x)ᵀ", FeatureIdentities::symmetry),
        new Identity(
            "kernel-is-stationary", "K(x + a, c + a) = K(x, c)", FeatureIdentities::stationarity),
        new Identity("powers-scale", "φ_j(2x) = 2ʲ·φ_j(x)", FeatureIdentities::powers));
  }

  private static List<Equation> symmetry(Case exam) {
    if (!(exam.operator() instanceof RbfKernel)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Question swapped =
        question.with(INPUT, question.operand(CENTRE)).with(CENTRE, question.operand(INPUT));
    Rearrangement transposed = Rearrangement.transposed(exam.cotangent().shape(), 0, 1);
    Tensor cotangent = transposed.of(exam.cotangent());
    return List.of(
        new Equation(FORWARD, question.forward().read(transposed), swapped.forward()),
        new Equation(
            gradient(INPUT),
            question.gradient(INPUT, exam.cotangent()),
            swapped.gradient(CENTRE, cotangent)),
        new Equation(
            gradient(CENTRE),
            question.gradient(CENTRE, exam.cotangent()),
            swapped.gradient(INPUT, cotangent)));
  }

  private static List<Equation> stationarity(Case exam) {
    if (!(exam.operator() instanceof RbfKernel)) {
      return List.of();
    }
    double shift = 2;
    Tensor input = exam.operands().get(INPUT);
    Tensor centre = exam.operands().get(CENTRE);
    double bound = Math.max(Lattice.largest(input), Lattice.largest(centre)) + shift;
    Tensor x = Lattice.snapped(input, bound);
    Tensor c = Lattice.snapped(centre, bound);
    Question question = Question.of(exam).with(INPUT, x).with(CENTRE, c);
    Question shifted =
        question.with(INPUT, x.map(v -> v + shift)).with(CENTRE, c.map(v -> v + shift));
    return exam.quantities().stream()
        .map(
            quantity ->
                quantity.equals(FORWARD)
                    ? new Equation(quantity, shifted.forward(), question.forward())
                    : new Equation(
                        quantity,
                        shifted.gradient(Case.operandOf(quantity), exam.cotangent()),
                        question.gradient(Case.operandOf(quantity), exam.cotangent())))
        .toList();
  }

  private static List<Equation> powers(Case exam) {
    if (!(exam.operator() instanceof PolynomialFeatures features)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Question doubled = question.with(INPUT, question.operand(INPUT).map(v -> 2 * v));
    Tensor powers =
        Tensor.generate(
            exam.cotangent().dtype(),
            exam.cotangent().shape(),
            i -> Math.scalb(1.0, i % features.degree() + 1));
    return List.of(
        new Equation(FORWARD, doubled.forward(), question.forward().times(Side.exactly(powers))));
  }
}
