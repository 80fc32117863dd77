package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holds for many operators: linearity, homogeneity, and a batch whose items are strangers. */
final class GeneralIdentities {
  private static final String INPUT = "input";
  private static final String BIAS = "bias";

  private GeneralIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "vjp-is-linear",
            "vjp(2ȳ − z̄) = 2·vjp(ȳ) − vjp(z̄)",
            GeneralIdentities::linearityOfVjp),
        new Identity(
            "affine", "f(2x − z) = 2f(x) − f(z) in each operand", GeneralIdentities::affinity),
        new Identity("homogeneous", "f(2x) = 2f(x)", GeneralIdentities::homogeneity),
        new Identity("euler", "⟨x, x̄⟩ = ⟨f(x), ȳ⟩ for f(tx) = t·f(x)", GeneralIdentities::euler),
        new Identity(
            "bias-adds",
            "f(x, w, b) = f(x, w) + b, so b̄ = Σ ȳ over all but the output channels",
            GeneralIdentities::bias),
        new Identity(
            "batch-permutation",
            "f(x∘π) = f(x)∘π for a permutation π of the batch",
            GeneralIdentities::batchPermutation),
        new Identity(
            "batch-item", "f(x)[n] = f(x[n]), an item alone", GeneralIdentities::batchItem));
  }

  private static List<Equation> linearityOfVjp(Case exam) {
    if (!Lattice.isFinite(exam.cotangent()) || !areFinite(exam)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor y = Lattice.combinable(exam.cotangent());
    Tensor z = Lattice.companion(y);
    Tensor combination = Lattice.combination(y, z);
    return exam.differentiable().stream()
        .map(
            operand ->
                new Equation(
                    gradient(operand),
                    question.gradient(operand, combination),
                    question.gradient(operand, y).times(2).minus(question.gradient(operand, z))))
        .toList();
  }

  /** The difference of two infinities would be NaN. */
  private static boolean areFinite(Case exam) {
    return exam.operands().values().stream().allMatch(Lattice::isFinite);
  }

  private static List<Equation> affinity(Case exam) {
    List<Equation> equations = new ArrayList<>();
    for (String operand : exam.differentiable()) {
      Tensor given = exam.operands().get(operand);
      if (exam.operator().affineIn().contains(operand) && areFinite(exam)) {
        Tensor x = Lattice.combinable(given);
        Tensor z = Lattice.companion(x);
        Question question = Question.of(exam);
        equations.add(
            new Equation(
                FORWARD,
                question.with(operand, Lattice.combination(x, z)).forward(),
                question
                    .with(operand, x)
                    .forward()
                    .times(2)
                    .minus(question.with(operand, z).forward())));
      }
    }
    return equations;
  }

  /** Doubling is exact in every binary format. The bias is left out. */
  private static List<Equation> homogeneity(Case exam) {
    if (!OperatorFamilies.isHomogeneous(exam.operator())) {
      return List.of();
    }
    Question question = Question.of(exam).without(BIAS);
    Question doubled = question.with(INPUT, question.operand(INPUT).map(x -> 2 * x));
    return List.of(
        new Equation(FORWARD, doubled.forward(), question.forward().times(2)),
        new Equation(
            gradient(INPUT),
            doubled.gradient(INPUT, exam.cotangent()),
            question.gradient(INPUT, exam.cotangent())));
  }

  /** Euler's theorem on homogeneous functions: the gradient against the value. */
  private static List<Equation> euler(Case exam) {
    Tensor x = exam.operands().get(INPUT);
    if (!OperatorFamilies.isHomogeneous(exam.operator()) || !Lattice.isFinite(x)) {
      return List.of();
    }
    Question question = Question.of(exam).without(BIAS);
    Tensor cotangent = exam.cotangent();
    return List.of(
        new Equation(
            gradient(INPUT),
            question.gradient(INPUT, cotangent).times(Side.exactly(x)).total(),
            question.forward().times(Side.exactly(cotangent)).total()));
  }

  private static List<Equation> bias(Case exam) {
    Tensor bias = exam.operands().get(BIAS);
    boolean linear = exam.operator() instanceof Linear;
    if (bias == null || !linear && !OperatorFamilies.hasChannelBias(exam.operator())) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor cotangent = exam.cotangent();
    Shape output = cotangent.shape();
    // (N, O, spatial…) of convolutions and batch normalization, (…, O) of linear
    int channels = linear ? output.rank() - 1 : 1;
    int inner = output.from(channels + 1).size();
    int outer = output.until(channels).size();
    Rearrangement spread =
        Rearrangement.repeated(bias.shape(), 0, outer)
            .then(Rearrangement.repeated(Shape.of(outer, bias.size()), 2, inner))
            .then(Rearrangement.reshaped(Shape.of(outer, bias.size(), inner), output));
    return List.of(
        new Equation(
            FORWARD,
            question.forward(),
            question.without(BIAS).forward().plus(Side.exactly(bias).read(spread))),
        new Equation(
            gradient(BIAS),
            question.gradient(BIAS, cotangent),
            Side.exactly(cotangent).reshaped(Shape.of(outer, bias.size(), inner)).sum(2).sum(0)));
  }

  private static List<Equation> batchPermutation(Case exam) {
    Optional<BatchAxis> found = batch(exam);
    if (found.isEmpty()) {
      return List.of();
    }
    BatchAxis batch = found.get();
    Question original = Question.of(exam);
    Question permuted = original;
    for (String operand : batch.operands()) {
      Tensor tensor = original.operand(operand);
      permuted = permuted.with(operand, Rearrangement.rolled(tensor.shape(), 0, 1).of(tensor));
    }
    List<Equation> equations = new ArrayList<>();
    Rearrangement ofOutput =
        batch.ofOutput()
            ? Rearrangement.rolled(exam.cotangent().shape(), 0, 1)
            : Rearrangement.identity(exam.cotangent().shape());
    equations.add(new Equation(FORWARD, permuted.forward(), original.forward().read(ofOutput)));
    Tensor cotangent = ofOutput.of(exam.cotangent());
    for (String operand : exam.differentiable()) {
      Side right = original.gradient(operand, exam.cotangent());
      equations.add(
          new Equation(
              gradient(operand),
              permuted.gradient(operand, cotangent),
              batch.operands().contains(operand)
                  ? right.read(Rearrangement.rolled(original.operand(operand).shape(), 0, 1))
                  : right));
    }
    return equations;
  }

  /** The last item, which an implementation that works on the first alone would lose. */
  private static List<Equation> batchItem(Case exam) {
    Optional<BatchAxis> found =
        batch(exam).filter(BatchAxis::ofOutput).filter(BatchAxis::independent);
    if (found.isEmpty()) {
      return List.of();
    }
    Question original = Question.of(exam);
    Question alone = original;
    for (String operand : found.get().operands()) {
      Tensor tensor = original.operand(operand);
      alone = alone.with(operand, lastItem(tensor.shape()).of(tensor));
    }
    Rearrangement ofOutput = lastItem(exam.cotangent().shape());
    List<Equation> equations = new ArrayList<>();
    equations.add(new Equation(FORWARD, original.forward().read(ofOutput), alone.forward()));
    for (String operand : exam.differentiable()) {
      if (found.get().operands().contains(operand)) {
        equations.add(
            new Equation(
                gradient(operand),
                original
                    .gradient(operand, exam.cotangent())
                    .read(lastItem(original.operand(operand).shape())),
                alone.gradient(operand, ofOutput.of(exam.cotangent()))));
      }
    }
    return equations;
  }

  private static Rearrangement lastItem(Shape shape) {
    return Rearrangement.sliced(shape, 0, shape.extent(0) - 1, shape.extent(0));
  }

  /** The batch of a case, if it has one of at least two items. */
  private static Optional<BatchAxis> batch(Case exam) {
    Tensor input = exam.operands().get(exam.operator().operands().get(0).name());
    if (input == null || input.shape().rank() == 0 || input.shape().extent(0) < 2) {
      return Optional.empty();
    }
    return BatchAxis.of(exam.operator(), input.shape());
  }
}
