package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.activation.Elu;
import dev.etalon.reference.activation.LeakyRelu;
import dev.etalon.reference.activation.Maxout;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.activation.Sigmoid;
import dev.etalon.reference.activation.Softplus;
import dev.etalon.reference.activation.Tanh;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;

/** Activations. */
final class ActivationIdentities {
  private static final String INPUT = "input";

  private ActivationIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "elementwise",
            "f(x∘π) = f(x)∘π for any permutation π of the elements",
            ActivationIdentities::elementwise),
        new Identity(
            "odd-part",
            "relu(x) − relu(−x) = x, softplus(x) − softplus(−x) = x, "
                + "leaky_relu(x) − leaky_relu(−x) = x + αx",
            ActivationIdentities::oddPart),
        new Identity(
            "point-symmetric",
            "tanh(−x) = −tanh(x), σ(−x) = 1 − σ(x), so the slopes are even",
            ActivationIdentities::pointSymmetry),
        new Identity(
            "tanh-is-sigmoid", "tanh(x) = 2σ(2x) − 1", ActivationIdentities::tanhIsSigmoid),
        new Identity(
            "softmax-of-two", "σ(x) = softmax([x, 0])[0]", ActivationIdentities::softmaxOfTwo),
        new Identity(
            "softplus-slope",
            "∂softplus/∂x = σ(βx) for β a power of two",
            ActivationIdentities::softplusSlope),
        new Identity(
            "saturation-doubled",
            "elu_2α(x) = 2·elu_α(x) for x < 0",
            ActivationIdentities::saturation),
        new Identity(
            "piece-permutation",
            "maxout does not depend on the order of the pieces of an output channel",
            ActivationIdentities::pieces));
  }

  private static List<Equation> elementwise(Case exam) {
    Tensor x = exam.operands().get(INPUT);
    if (!OperatorFamilies.isElementwise(exam.operator()) || x.size() < 2) {
      return List.of();
    }
    Rearrangement rolled = Rearrangement.rolled(x.shape());
    Question original = Question.of(exam);
    Question permuted = original.with(INPUT, rolled.of(x));
    return List.of(
        new Equation(FORWARD, permuted.forward(), original.forward().read(rolled)),
        new Equation(
            gradient(INPUT),
            permuted.gradient(INPUT, rolled.of(exam.cotangent())),
            original.gradient(INPUT, exam.cotangent()).read(rolled)));
  }

  private static Question mirrored(Question question) {
    return question.with(INPUT, question.operand(INPUT).map(element -> -element));
  }

  private static List<Equation> oddPart(Case exam) {
    Operator operator = exam.operator();
    if (!(operator instanceof Relu
        || operator instanceof LeakyRelu
        || operator instanceof Softplus)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Side x = Side.exactly(question.operand(INPUT));
    return List.of(
        new Equation(
            FORWARD,
            question.forward().minus(mirrored(question).forward()),
            operator instanceof LeakyRelu leaky ? x.plus(x.times(leaky.negativeSlope())) : x));
  }

  private static List<Equation> pointSymmetry(Case exam) {
    boolean sigmoid = exam.operator() instanceof Sigmoid;
    if (!sigmoid && !(exam.operator() instanceof Tanh)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Question mirrored = mirrored(question);
    Tensor middle = exam.cotangent().map(y -> sigmoid ? 1 : 0);
    return List.of(
        new Equation(FORWARD, mirrored.forward(), Side.exactly(middle).minus(question.forward())),
        new Equation(
            gradient(INPUT),
            mirrored.gradient(INPUT, exam.cotangent()),
            question.gradient(INPUT, exam.cotangent())));
  }

  /** Asked of both: doubling and halving are exact. */
  private static List<Equation> tanhIsSigmoid(Case exam) {
    Question question = Question.of(exam);
    Question tanh;
    Question sigmoid;
    if (exam.operator() instanceof Tanh) {
      Tensor doubled = question.operand(INPUT).map(x -> 2 * x);
      tanh = question;
      sigmoid = question.of(new Sigmoid()).with(INPUT, doubled);
    } else if (exam.operator() instanceof Sigmoid) {
      Tensor halved = question.operand(INPUT).map(x -> x / 2);
      tanh = question.of(new Tanh()).with(INPUT, halved);
      // halving may have rounded what is subnormal
      sigmoid = question.with(INPUT, halved.map(x -> 2 * x));
    } else {
      return List.of();
    }
    Tensor ones = exam.cotangent().map(y -> 1);
    return List.of(
        new Equation(FORWARD, tanh.forward(), sigmoid.forward().times(2).minus(Side.exactly(ones))),
        new Equation(
            gradient(INPUT),
            tanh.gradient(INPUT, exam.cotangent()),
            sigmoid.gradient(INPUT, exam.cotangent()).times(4)));
  }

  private static List<Equation> softmaxOfTwo(Case exam) {
    if (!(exam.operator() instanceof Sigmoid) || !Lattice.isFinite(exam.operands().get(INPUT))) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor x = question.operand(INPUT);
    Shape pairs = x.shape().append(2);
    Question softmax =
        question
            .of(new Softmax(-1))
            .with(INPUT, Tensor.generate(x.dtype(), pairs, i -> i % 2 == 0 ? x.at(i / 2) : 0));
    Tensor cotangent =
        Tensor.generate(x.dtype(), pairs, i -> i % 2 == 0 ? exam.cotangent().at(i / 2) : 0);
    Rearrangement first = Rearrangement.sliced(pairs, x.shape().rank(), 0, 1);
    return List.of(
        new Equation(
            FORWARD, question.forward(), softmax.forward().read(first).reshaped(x.shape())),
        new Equation(
            gradient(INPUT),
            question.gradient(INPUT, exam.cotangent()),
            softmax.gradient(INPUT, cotangent).read(first).reshaped(x.shape())));
  }

  private static List<Equation> softplusSlope(Case exam) {
    if (!(exam.operator() instanceof Softplus softplus
        && softplus.beta() == Math.scalb(1.0, Math.getExponent(softplus.beta())))) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor sharpened = question.operand(INPUT).map(x -> softplus.beta() * x);
    return List.of(
        new Equation(
            gradient(INPUT),
            question.gradient(INPUT, exam.cotangent()),
            question
                .of(new Sigmoid())
                .with(INPUT, sharpened)
                .forward()
                .times(Side.exactly(exam.cotangent()))));
  }

  /** At −|x|, where the exponential is. */
  private static List<Equation> saturation(Case exam) {
    if (!(exam.operator() instanceof Elu elu) || !Lattice.isFinite(exam.operands().get(INPUT))) {
      return List.of();
    }
    Question original = Question.of(exam);
    Question negative =
        original.with(INPUT, original.operand(INPUT).map(x -> x == 0 ? -1 : -Math.abs(x)));
    Question doubled = negative.of(new Elu(2 * elu.alpha(), elu.scale()));
    return List.of(
        new Equation(FORWARD, doubled.forward(), negative.forward().times(2)),
        new Equation(
            gradient(INPUT),
            doubled.gradient(INPUT, exam.cotangent()),
            negative.gradient(INPUT, exam.cotangent()).times(2)));
  }

  /** The value only: of tied pieces the first takes the gradient. */
  private static List<Equation> pieces(Case exam) {
    if (!(exam.operator() instanceof Maxout maxout) || maxout.pieces() < 2) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor x = question.operand(INPUT);
    int k = maxout.pieces();
    int[] order = new int[x.shape().extent(1)];
    for (int i = 0; i < order.length; i++) {
      order[i] = i / k * k + (i + 1) % k;
    }
    return List.of(
        new Equation(
            FORWARD,
            question.with(INPUT, Rearrangement.along(x.shape(), 1, order).of(x)).forward(),
            question.forward()));
  }
}
