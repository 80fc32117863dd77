package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.activation.Sigmoid;
import dev.etalon.reference.loss.BinaryCrossEntropyWithLogits;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.loss.GaussianNll;
import dev.etalon.reference.loss.HingeLoss;
import dev.etalon.reference.loss.L2Penalty;
import dev.etalon.reference.loss.MseLoss;
import dev.etalon.reference.loss.NllLoss;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.loss.Target;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Losses. */
final class LossIdentities {
  private static final String INPUT = "input";
  private static final String TARGET = "target";
  private static final String WEIGHT = "weight";

  private LossIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "logit-shift",
            "loss(x + c) = loss(x), the same c for all classes",
            LossIdentities::shiftInvariance),
        new Identity(
            "gradient-sums-to-zero",
            "Σ_c x̄[n,c] = 0: probabilities and targets have the same sum",
            LossIdentities::gradientSumsToZero),
        new Identity(
            "likelihood",
            "D·loss = −Σ w·t·log_softmax(x), D·x̄ = ȳ·(softmax(x)·Σ w·t − w·t), D the divisor",
            LossIdentities::likelihood),
        new Identity(
            "relabelled-classes",
            "loss(x∘π, π⁻¹(t)) = loss(x, t) for a permutation π of the classes",
            LossIdentities::relabelling),
        new Identity(
            "reduction",
            "D·loss = Σ of the unreduced losses, D·x̄ = the unreduced gradient, D the divisor",
            LossIdentities::reduction),
        new Identity("symmetric", "loss(x, t) = loss(t, x)", LossIdentities::symmetry),
        new Identity(
            "half-squared-error",
            "gaussian_nll(x, t) − gaussian_nll(t, t) = ½·mse_loss(x, t)",
            LossIdentities::squaredError),
        new Identity("mirrored-classes", "loss(−x, 1 − t) = loss(x, t)", LossIdentities::mirroring),
        new Identity(
            "sigmoid-minus-target",
            "D·x̄ = ȳ·(σ(x) − t), D the divisor",
            LossIdentities::sigmoidMinusTarget),
        new Identity("quadratic", "f(2w) = 4f(w), ⟨w, w̄⟩ = 2f(w)·ȳ", LossIdentities::quadratic));
  }

  private static boolean areScores(Tensor x) {
    return x.shape().extent(Loss.classAxis(x.shape())) >= 2;
  }

  /** The case's quantities, each equal to the same of another question. */
  private static List<Equation> unchanged(Case exam, Question original, Question changed) {
    List<Equation> equations = new ArrayList<>();
    equations.add(new Equation(FORWARD, changed.forward(), original.forward()));
    for (String operand : exam.differentiable()) {
      equations.add(
          new Equation(
              gradient(operand),
              changed.gradient(operand, exam.cotangent()),
              original.gradient(operand, exam.cotangent())));
    }
    return equations;
  }

  private static List<Equation> shiftInvariance(Case exam) {
    if (!(exam.operator() instanceof CrossEntropy)) {
      return List.of();
    }
    Tensor given = exam.operands().get(INPUT);
    double shift = SoftmaxIdentities.SHIFT;
    Tensor x = Lattice.snapped(given, Lattice.largest(given) + shift);
    Question original = Question.of(exam).with(INPUT, x);
    return unchanged(exam, original, original.with(INPUT, x.map(element -> element + shift)));
  }

  private static List<Equation> gradientSumsToZero(Case exam) {
    if (!(exam.operator() instanceof CrossEntropy) || !areScores(exam.operands().get(INPUT))) {
      return List.of();
    }
    Question question = Question.of(exam);
    Shape shape = question.operand(INPUT).shape();
    return List.of(
        SoftmaxIdentities.sumsToZero(
            gradient(INPUT),
            question.gradient(INPUT, exam.cotangent()),
            shape,
            Loss.classAxis(shape)));
  }

  /** Multiplied by the divisor, so that no quotient has to be rounded. */
  private static List<Equation> likelihood(Case exam) {
    Question question = Question.of(exam);
    if (!(exam.operator() instanceof CrossEntropy) || !Lattice.isFinite(question.operand(INPUT))) {
      return List.of();
    }
    Loss loss = Loss.of(exam.operator()).orElseThrow();
    if (!loss.isDefined(question)) {
      return List.of();
    }
    Shape shape = question.operand(INPUT).shape();
    int axis = Loss.classAxis(shape);
    Shape examples = loss.examples(shape);
    Rearrangement spread = Rearrangement.repeated(examples, axis, shape.extent(axis));
    Side divisor = loss.divisor(question);
    Side weights = Side.exactly(classWeights(question, axis));
    Side weighted = targets(loss, question, axis).times(weights);
    Side logProbabilities = question.ofInput(new LogSoftmax(axis)).forward();
    Side probabilities = question.ofInput(new Softmax(axis)).forward();
    Side losses = weighted.times(logProbabilities).sum(axis).times(-1);
    Side upstream = Side.exactly(exam.cotangent());
    if (loss.reduction() != Reduction.NONE) {
      losses = losses.total();
      upstream = upstream.everywhere(examples);
    }
    Side spreadUpstream = upstream.read(spread);
    List<Equation> equations = new ArrayList<>();
    Shape output = exam.cotangent().shape();
    equations.add(
        new Equation(FORWARD, question.forward().times(divisor.everywhere(output)), losses));
    equations.add(
        new Equation(
            gradient(INPUT),
            question.gradient(INPUT, exam.cotangent()).times(divisor.everywhere(shape)),
            probabilities
                .times(weighted.sum(axis).read(spread))
                .minus(weighted)
                .times(spreadUpstream)));
    if (exam.differentiable().contains(TARGET)) {
      equations.add(
          new Equation(
              gradient(TARGET),
              question.gradient(TARGET, exam.cotangent()).times(divisor.everywhere(shape)),
              weights.times(logProbabilities).times(spreadUpstream).times(-1)));
    }
    return equations;
  }

  /** The targets as a distribution for each example: one-hot for labels, nothing if ignored. */
  private static Side targets(Loss loss, Question question, int axis) {
    Tensor target = question.operand(TARGET);
    Optional<Target.Classes> labels = loss.labels();
    if (labels.isEmpty()) {
      return Side.exactly(target);
    }
    Tensor x = question.operand(INPUT);
    return Side.exactly(
        Tensor.generate(
            x.dtype(),
            x.shape(),
            i -> {
              int[] index = x.shape().index(i);
              int label = (int) target.at(example(x.shape(), axis, i));
              return label != labels.get().ignoreIndex() && label == index[axis] ? 1 : 0;
            }));
  }

  /** The position, in the shape without the axis, of an element. */
  private static int example(Shape shape, int axis, int offset) {
    int inner = shape.from(axis + 1).size();
    return offset / (inner * shape.extent(axis)) * inner + offset % inner;
  }

  /** w[c] at every score of class c. */
  private static Tensor classWeights(Question question, int axis) {
    Tensor x = question.operand(INPUT);
    return Tensor.generate(
        x.dtype(), x.shape(), i -> Loss.weight(question, x.shape().index(i)[axis]));
  }

  private static List<Equation> relabelling(Case exam) {
    Operator operator = exam.operator();
    if (!(operator instanceof CrossEntropy || operator instanceof NllLoss)
        || !areScores(exam.operands().get(INPUT))) {
      return List.of();
    }
    Question original = Question.of(exam);
    Tensor x = original.operand(INPUT);
    int axis = Loss.classAxis(x.shape());
    int classes = x.shape().extent(axis);
    Rearrangement rolled = Rearrangement.rolled(x.shape(), axis, 1);
    Question relabelled = original.with(INPUT, rolled.of(x));
    Tensor target = original.operand(TARGET);
    if (operator instanceof CrossEntropy loss && loss.target() instanceof Target.Probabilities) {
      relabelled = relabelled.with(TARGET, rolled.of(target));
    } else {
      relabelled =
          relabelled
              .of(relabelled(operator, classes))
              .with(TARGET, target.map(t -> relabelled((int) t, classes)));
    }
    if (original.find(WEIGHT).isPresent()) {
      Tensor weight = original.operand(WEIGHT);
      relabelled = relabelled.with(WEIGHT, Rearrangement.rolled(weight.shape(), 0, 1).of(weight));
    }
    List<Equation> equations = new ArrayList<>();
    equations.add(new Equation(FORWARD, relabelled.forward(), original.forward()));
    for (String operand : exam.differentiable()) {
      equations.add(
          new Equation(
              gradient(operand),
              relabelled.gradient(operand, exam.cotangent()),
              original.gradient(operand, exam.cotangent()).read(rolled)));
    }
    return equations;
  }

  /** The ignored label has to go where its class goes. */
  private static Operator relabelled(Operator operator, int classes) {
    if (operator instanceof NllLoss loss) {
      int ignored = relabelled(loss.target().ignoreIndex(), classes);
      return new NllLoss(new Target.Classes(ignored), loss.reduction());
    }
    CrossEntropy loss = (CrossEntropy) operator;
    int ignored = relabelled(((Target.Classes) loss.target()).ignoreIndex(), classes);
    return new CrossEntropy(new Target.Classes(ignored), loss.reduction());
  }

  /** The next class; what is no class stays. */
  private static int relabelled(int label, int classes) {
    return label >= 0 && label < classes ? (label + 1) % classes : label;
  }

  private static List<Equation> reduction(Case exam) {
    Question question = Question.of(exam);
    Optional<Loss> found = Loss.of(exam.operator());
    if (found.isEmpty()
        || found.get().reduction() == Reduction.NONE
        || !found.get().isDefined(question)) {
      return List.of();
    }
    Loss loss = found.get();
    Side divisor = loss.divisor(question);
    Question unreduced = question.of(loss.reducing().apply(Reduction.NONE));
    Tensor cotangent =
        Tensor.filled(
            exam.cotangent().dtype(),
            loss.examples(question.operand(INPUT).shape()),
            exam.cotangent().at(0));
    List<Equation> equations = new ArrayList<>();
    equations.add(
        new Equation(FORWARD, question.forward().times(divisor), unreduced.forward().total()));
    for (String operand : exam.differentiable()) {
      Shape shape = question.operand(operand).shape();
      equations.add(
          new Equation(
              gradient(operand),
              question.gradient(operand, exam.cotangent()).times(divisor.everywhere(shape)),
              unreduced.gradient(operand, cotangent)));
    }
    return equations;
  }

  private static List<Equation> symmetry(Case exam) {
    if (!(exam.operator() instanceof MseLoss || exam.operator() instanceof GaussianNll)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Question swapped =
        question.with(INPUT, question.operand(TARGET)).with(TARGET, question.operand(INPUT));
    Tensor y = exam.cotangent();
    return List.of(
        new Equation(FORWARD, swapped.forward(), question.forward()),
        new Equation(gradient(INPUT), swapped.gradient(TARGET, y), question.gradient(INPUT, y)),
        new Equation(gradient(TARGET), swapped.gradient(INPUT, y), question.gradient(TARGET, y)));
  }

  private static List<Equation> squaredError(Case exam) {
    if (!(exam.operator() instanceof GaussianNll loss)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Question squared = question.of(new MseLoss(loss.reduction()));
    Tensor y = exam.cotangent();
    List<Equation> equations = new ArrayList<>();
    equations.add(
        new Equation(
            FORWARD,
            question
                .forward()
                .minus(question.with(INPUT, question.operand(TARGET)).forward())
                .times(2),
            squared.forward()));
    for (String operand : exam.differentiable()) {
      equations.add(
          new Equation(
              gradient(operand),
              question.gradient(operand, y).times(2),
              squared.gradient(operand, y)));
    }
    return equations;
  }

  /** The two classes exchanged: of labels 0 and 1, or of their probabilities. */
  private static List<Equation> mirroring(Case exam) {
    boolean soft = exam.operator() instanceof BinaryCrossEntropyWithLogits;
    if (!soft && !(exam.operator() instanceof HingeLoss)) {
      return List.of();
    }
    Tensor given = exam.operands().get(TARGET);
    Tensor target = soft ? Lattice.snapped(given, 1 + Lattice.largest(given)) : given;
    Question question = Question.of(exam).with(TARGET, target);
    Question mirrored =
        question
            .with(INPUT, question.operand(INPUT).map(x -> -x))
            .with(TARGET, target.map(t -> 1 - t));
    List<Equation> equations = new ArrayList<>();
    equations.add(new Equation(FORWARD, mirrored.forward(), question.forward()));
    for (String operand : exam.differentiable()) {
      equations.add(
          new Equation(
              gradient(operand),
              mirrored.gradient(operand, exam.cotangent()).times(-1),
              question.gradient(operand, exam.cotangent())));
    }
    return equations;
  }

  private static List<Equation> sigmoidMinusTarget(Case exam) {
    if (!(exam.operator() instanceof BinaryCrossEntropyWithLogits)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Loss loss = Loss.of(exam.operator()).orElseThrow();
    Shape shape = question.operand(INPUT).shape();
    Side upstream = Side.exactly(exam.cotangent());
    return List.of(
        new Equation(
            gradient(INPUT),
            question
                .gradient(INPUT, exam.cotangent())
                .times(loss.divisor(question).everywhere(shape)),
            question
                .ofInput(new Sigmoid())
                .forward()
                .minus(Side.exactly(question.operand(TARGET)))
                .times(
                    loss.reduction() == Reduction.NONE ? upstream : upstream.everywhere(shape))));
  }

  private static List<Equation> quadratic(Case exam) {
    if (!(exam.operator() instanceof L2Penalty)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor w = question.operand(WEIGHT);
    Side gradient = question.gradient(WEIGHT, exam.cotangent());
    return List.of(
        new Equation(
            FORWARD,
            question.with(WEIGHT, w.map(v -> 2 * v)).forward(),
            question.forward().times(4)),
        new Equation(
            gradient(WEIGHT),
            gradient.times(Side.exactly(w)).total(),
            question.forward().times(Side.exactly(exam.cotangent())).times(2)));
  }
}
