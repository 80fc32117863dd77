package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** The affine layer. */
final class AffineIdentities {
  private static final String INPUT = "input";
  private static final String WEIGHT = "weight";

  private AffineIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "unit-weight",
            "linear(x, I) = x, linear(e_i, w) = w[·,i], x̄ = linear(ȳ, wᵀ)",
            AffineIdentities::unit));
  }

  /** I cut or filled with zeros to the weight's shape. */
  private static List<Equation> unit(Case exam) {
    if (!(exam.operator() instanceof Linear)) {
      return List.of();
    }
    Question question = Question.of(exam).without("bias");
    Tensor x = question.operand(INPUT);
    Tensor w = question.operand(WEIGHT);
    int outputs = w.shape().extent(0);
    int inputs = w.shape().extent(1);
    Tensor unit = Tensor.generate(w.dtype(), w.shape(), i -> i / inputs == i % inputs ? 1 : 0);
    Tensor basis =
        Tensor.generate(x.dtype(), x.shape(), i -> i / inputs % inputs == i % inputs ? 1 : 0);
    Rearrangement features =
        Rearrangement.along(
            x.shape(),
            x.shape().rank() - 1,
            IntStream.range(0, outputs).map(o -> o < inputs ? o : Rearrangement.NONE).toArray());
    Rearrangement transposed = Rearrangement.transposed(w.shape(), 0, 1);
    Rearrangement columns =
        Rearrangement.along(
            transposed.to(),
            0,
            IntStream.range(0, x.size() / inputs).map(row -> row % inputs).toArray());
    Question backward = question.with(INPUT, exam.cotangent()).with(WEIGHT, transposed.of(w));
    return List.of(
        new Equation(
            FORWARD, question.with(WEIGHT, unit).forward(), Side.exactly(x).read(features)),
        new Equation(
            FORWARD,
            question.with(INPUT, basis).forward(),
            Side.exactly(w).read(transposed).read(columns).reshaped(exam.cotangent().shape())),
        new Equation(
            gradient(INPUT), question.gradient(INPUT, exam.cotangent()), backward.forward()));
  }
}
