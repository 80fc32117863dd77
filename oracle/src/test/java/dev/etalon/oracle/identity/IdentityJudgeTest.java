package dev.etalon.oracle.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.fixtures.mutant.Mutant;
import dev.etalon.fixtures.mutant.Mutants;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.activation.Elu;
import dev.etalon.reference.activation.Sigmoid;
import dev.etalon.reference.activation.Tanh;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.convolution.Unfold;
import dev.etalon.reference.loss.GaussianNll;
import dev.etalon.reference.loss.MseLoss;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalMaxPool;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdentityJudgeTest {
  private static final String INPUT = "input";
  private static final String WEIGHT = "weight";

  /** For every identity: a case, and an implementation that breaks the identity there. */
  private static final Map<String, Breach> BREACHES =
      Map.ofEntries(
          breach("vjp-is-linear", "conv2d/valid", Wrong.graded((q, g) -> g.map(v -> v * v))),
          breach("affine", "conv2d/valid", Wrong.valued((q, y) -> y.map(Math::abs))),
          breach("homogeneous", "relu/matrix", Wrong.valued((q, y) -> y.map(v -> v + 1))),
          breach("euler", "relu/matrix", Wrong.graded((q, g) -> g.map(v -> 2 * v))),
          breach("bias-adds", "conv2d/valid", Wrong.graded((q, g) -> g.map(v -> v / 2))),
          breach("unit-kernel", "conv2d/valid", Wrong.valued((q, y) -> y.map(v -> -v))),
          breach("unit-weight", "linear/batch", Wrong.valued((q, y) -> y.map(v -> -v))),
          breach("likelihood", "cross_entropy/every-class", mutant("cross_entropy/missing-mean")),
          breach(
              "reduction",
              "mse_loss/matrix-mean",
              Wrong.valued((q, y) -> y.size() == 1 ? y.map(v -> 2 * v) : y)),
          breach(
              "symmetric",
              "mse_loss/matrix-none",
              Wrong.asked(q -> q.with(INPUT, q.operand(INPUT).map(v -> 2 * v)))),
          breach(
              "half-squared-error",
              "gaussian_nll/matrix-none",
              Wrong.asked(
                  q ->
                      q.operator() instanceof GaussianNll loss
                          ? q.of(new MseLoss(loss.reduction()))
                          : q)),
          breach(
              "mirrored-classes",
              "hinge_loss/vector-none",
              Wrong.asked(q -> q.with("target", q.operand("target").map(t -> 1)))),
          breach(
              "sigmoid-minus-target",
              "binary_cross_entropy_with_logits/matrix-mean",
              Wrong.graded((q, g) -> g.map(v -> v * g.size()))),
          breach("quadratic", "l2_penalty/matrix", Wrong.graded((q, g) -> g.map(v -> v / 2))),
          breach("point-symmetric", "sigmoid/matrix", Wrong.valued((q, y) -> y.map(v -> v * v))),
          breach(
              "tanh-is-sigmoid",
              "tanh/matrix",
              Wrong.asked(
                  q ->
                      q.operator() instanceof Tanh
                          ? q.with(INPUT, q.operand(INPUT).map(x -> x / 2))
                          : q)),
          breach(
              "softmax-of-two",
              "sigmoid/matrix",
              Wrong.valued((q, y) -> q.operator() instanceof Sigmoid ? y.map(v -> 1 - v) : y)),
          breach("softplus-slope", "softplus/matrix", Wrong.graded((q, g) -> g.map(v -> -v))),
          breach("saturation-doubled", "elu/matrix", Wrong.asked(q -> q.of(new Elu(1, 1)))),
          breach(
              "piece-permutation",
              "maxout/matrix",
              Wrong.asked(
                  q ->
                      q.with(
                          INPUT,
                          Tensor.generate(
                              q.operand(INPUT).dtype(),
                              q.operand(INPUT).shape(),
                              i -> i % 3 == 0 ? -9 : q.operand(INPUT).at(i))))),
          breach(
              "mean-invariant",
              "batch_norm/training",
              Wrong.valued(
                  (q, y) ->
                      Tensor.generate(
                          y.dtype(), y.shape(), i -> y.at(i) + q.operand(INPUT).at(i)))),
          breach("centred", "batch_norm/training", Wrong.valued((q, y) -> y.map(Math::abs))),
          breach(
              "global-is-one-window",
              "global_max_pool/image",
              Wrong.valued(
                  (q, y) -> q.operator() instanceof GlobalMaxPool ? y.map(v -> v + 1) : y)),
          breach(
              "mirrored",
              "upsample_bilinear2d/to-extents",
              Wrong.valued((q, y) -> y.with(0, y.at(0) + 1))),
          breach(
              "adjoint-pair",
              "unfold/overlapping",
              Wrong.graded((q, g) -> g.map(v -> Math.min(v, 1)))),
          breach(
              "unfold-is-convolution",
              "unfold/overlapping",
              Wrong.valued((q, y) -> q.operator() instanceof Unfold ? reversed(y) : y)),
          breach(
              "kernel-is-symmetric",
              "rbf_kernel/random",
              Wrong.valued((q, y) -> y.with(1, y.at(1) / 2))),
          breach(
              "kernel-is-stationary",
              "rbf_kernel/random",
              Wrong.asked(q -> q.with(INPUT, q.operand(INPUT).map(x -> x * x)))),
          breach(
              "powers-scale",
              "polynomial_features/matrix",
              Wrong.valued((q, y) -> y.map(v -> v + 1))),
          breach("batch-permutation", "conv2d/valid", Wrong.valued((q, y) -> firstItemOnly(y))),
          breach("batch-item", "conv2d/valid", Wrong.valued((q, y) -> minusFirstItem(y))),
          breach("shift-invariant", "log_softmax/matrix", mutant("log_softmax/naive")),
          breach(
              "class-permutation",
              "softmax/matrix",
              Wrong.valued((q, y) -> y.with(0, 2 * y.at(0)))),
          breach("sums-to-one", "softmax/matrix", Wrong.valued((q, y) -> y.map(v -> v / 2))),
          breach(
              "logarithm-of-softmax",
              "log_softmax/matrix",
              Wrong.valued(
                  (q, y) -> q.operator() instanceof LogSoftmax ? y.map(v -> v / Math.log(2)) : y)),
          breach("normalizer", "logsumexp/matrix", Wrong.valued((q, y) -> y.map(v -> v + 0.5))),
          breach("logit-shift", "cross_entropy/every-class", mutant("cross_entropy/naive")),
          breach(
              "gradient-sums-to-zero",
              "cross_entropy/every-class",
              Wrong.graded((q, g) -> g.map(v -> v + 0.25))),
          breach(
              "relabelled-classes",
              "cross_entropy/every-class",
              Wrong.asked(q -> q.with("target", q.operand("target").map(t -> 0)))),
          breach("elementwise", "relu/matrix", Wrong.valued((q, y) -> y.with(0, 1 + y.at(0)))),
          breach(
              "odd-part",
              "relu/matrix",
              Wrong.valued((q, y) -> q.operand(INPUT).map(x -> Math.max(0.01 * x, x)))),
          breach("translation-equivariant", "conv2d/valid", Wrong.valued((q, y) -> ramp(y))),
          breach(
              "transposed-translation", "conv_transpose2d/dense", Wrong.valued((q, y) -> ramp(y))),
          breach("strided-is-subsampled", "conv2d/strided", unlessPlain(axis -> axis.stride() > 1)),
          breach(
              "grouped-is-split",
              "conv2d/grouped",
              Wrong.asked(q -> isGrouped(q.operator()) ? rolled(q, WEIGHT, 0) : q)),
          breach("dilated-is-stuffed", "conv2d/dilated", unlessPlain(axis -> axis.dilation() > 1)),
          breach(
              "padding-is-explicit",
              "conv2d/padded",
              unlessPlain(axis -> axis.paddingBefore() > 0)),
          breach(
              "cropping-is-explicit",
              "conv_transpose2d/padded",
              unlessPlain(axis -> axis.paddingBefore() > 0)),
          breach("transposed-is-vjp", "conv2d/valid", mutant("conv2d/unflipped-kernel")),
          breach(
              "flipped-kernel", "convolution2d/image", Wrong.asked(IdentityJudgeTest::unflipped)),
          breach("commutative", "convolution2d/image", Wrong.asked(IdentityJudgeTest::unflipped)),
          breach(
              "constant",
              "avg_pool2d/padding-not-counted",
              Wrong.asked(IdentityJudgeTest::countingPadding)),
          breach(
              "shift-equivariant",
              "max_pool2d/padded",
              Wrong.valued((q, y) -> y.map(v -> Math.max(0, v)))),
          breach(
              "channel-permutation",
              "max_pool2d/padded",
              Wrong.valued((q, y) -> y.with(0, y.at(0) + 1))));

  private record Breach(String caseId, Implementation wrong) {}

  private static Map.Entry<String, Breach> breach(
      String identity, String caseId, Implementation wrong) {
    return Map.entry(identity, new Breach(caseId, wrong));
  }

  private static Implementation mutant(String name) {
    return Mutants.of(name.substring(0, name.indexOf('/'))).stream()
        .filter(mutant -> mutant.name().equals(name))
        .map(Mutant::implementation)
        .map(IdentityJudgeTest::claimingAll)
        .findFirst()
        .orElseThrow();
  }

  /** A mutant knows one operator; for identities with others it gives the definition's answer. */
  private static Implementation claimingAll(Implementation mutant) {
    return new Implementation() {
      @Override
      public String name() {
        return mutant.name();
      }

      private Implementation responsible(Operator operator) {
        return mutant.claims(operator) ? mutant : Evaluation.DEFINITION;
      }

      @Override
      public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
        return responsible(operator).forward(operator, operands, dtype);
      }

      @Override
      public Map<String, Tensor> vjp(
          Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
        return responsible(operator).vjp(operator, operands, cotangent, dtype);
      }
    };
  }

  private static Tensor firstItemOnly(Tensor y) {
    int item = y.size() / y.shape().extent(0);
    return Tensor.generate(y.dtype(), y.shape(), i -> i < item ? y.at(i) : 0);
  }

  private static Tensor minusFirstItem(Tensor y) {
    int item = y.size() / y.shape().extent(0);
    return Tensor.generate(y.dtype(), y.shape(), i -> y.at(i) - y.at(i % item) / 2);
  }

  private static Tensor reversed(Tensor y) {
    return Tensor.generate(y.dtype(), y.shape(), i -> y.at(y.size() - 1 - i));
  }

  private static Tensor ramp(Tensor y) {
    return Tensor.generate(y.dtype(), y.shape(), i -> y.at(i) + y.shape().index(i)[3]);
  }

  private static Question rolled(Question question, String operand, int axis) {
    Tensor tensor = question.operand(operand);
    return question.with(operand, Rearrangement.rolled(tensor.shape(), axis, 1).of(tensor));
  }

  /** Twice the right answers where a window has some attribute. */
  private static Wrong unlessPlain(Predicate<WindowAxis> attribute) {
    UnaryOperator<Tensor> doubled = tensor -> tensor.map(v -> 2 * v);
    return new Wrong(
        UnaryOperator.identity(),
        (q, y) -> window(q.operator()).axes().stream().anyMatch(attribute) ? doubled.apply(y) : y,
        (q, g) -> window(q.operator()).axes().stream().anyMatch(attribute) ? doubled.apply(g) : g);
  }

  private static Window window(Operator operator) {
    return operator instanceof Convolution conv
        ? conv.window()
        : ((TransposedConvolution) operator).window();
  }

  private static boolean isGrouped(Operator operator) {
    return operator instanceof Convolution conv && conv.groups() > 1;
  }

  private static Question unflipped(Question question) {
    return question.operator() instanceof FlippedConvolution conv
        ? question.of(new Convolution(conv.window(), conv.groups()))
        : question;
  }

  private static Question countingPadding(Question question) {
    AvgPool pool = (AvgPool) question.operator();
    return question.of(new AvgPool(pool.window(), pool.ceilMode(), true));
  }

  private static Case draw(String id, DType dtype) {
    return Catalog.recipes().stream()
        .filter(recipe -> recipe.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no case " + id))
        .draw(7)
        .as(dtype);
  }

  private static Map<String, Verdict> judge(
      List<Identity> identities, Case exam, DType dtype, Implementation implementation) {
    return new IdentityJudge(identities)
        .judge(new Trial(new Standard(exam, dtype), implementation));
  }

  static Stream<Arguments> identitiesAndDtypes() {
    return Identities.all().stream()
        .flatMap(
            identity ->
                Stream.of(DType.FLOAT64, DType.FLOAT32)
                    .map(dtype -> argumentSet(identity.name() + " " + dtype, identity, dtype)));
  }

  @ParameterizedTest
  @MethodSource("identitiesAndDtypes")
  void everyIdentityRejectsAnImplementationThatBreaksIt(Identity identity, DType dtype) {
    Breach breach = BREACHES.get(identity.name());
    assertThat(breach).as("a wrong implementation for %s", identity.name()).isNotNull();
    Case exam = draw(breach.caseId(), dtype);

    Map<String, Verdict> right = judge(List.of(identity), exam, dtype, Evaluation.DEFINITION);
    Map<String, Verdict> wrong = judge(List.of(identity), exam, dtype, breach.wrong());

    assertThat(right.values())
        .isNotEmpty()
        .allSatisfy(verdict -> assertThat(verdict.status()).isEqualTo(Status.PASSED));
    assertThat(wrong.values())
        .filteredOn(verdict -> verdict.status() == Status.FAILED)
        .isNotEmpty()
        .allSatisfy(
            verdict ->
                assertThat(verdict.explanation())
                    .startsWith(identity + " does not hold: at [")
                    .contains("budget(left) + budget(right)"));
  }

  @Test
  void namesAreUnique() {
    assertThat(Identities.all()).extracting(Identity::name).doesNotHaveDuplicates();
  }

  /** Two of each operator: a whole verification asks for all of them. */
  static Stream<Arguments> recipes() {
    return Catalog.operators().stream()
        .flatMap(operator -> Catalog.recipes(operator).stream().limit(2))
        .map(recipe -> argumentSet(recipe.id(), recipe));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theDefinitionsBreakNoIdentity(Recipe recipe) {
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      Case exam = recipe.draw(1).as(dtype);
      Trial trial = new Trial(new Standard(exam, dtype), Evaluation.DEFINITION);
      IdentityJudge judge = new IdentityJudge();

      Map<String, Verdict> verdicts = judge.judge(trial);

      assertThat(verdicts)
          .allSatisfy(
              (quantity, verdict) ->
                  assertThat(verdict.status())
                      .as(verdict.explanation())
                      .isIn(Status.PASSED, Status.MISTRUSTED));
      assertThat(exam.quantities())
          .allSatisfy(
              quantity ->
                  assertThat(judge.silence(trial, quantity).isEmpty())
                      .as("either a verdict or a reason for none of %s", quantity)
                      .isEqualTo(verdicts.containsKey(quantity)));
    }
  }

  @Test
  void aPassingVerdictListsWhatHeld() {
    Case exam = draw("conv2d/everything", DType.FLOAT64);

    Map<String, Verdict> verdicts =
        judge(Identities.all(), exam, DType.FLOAT64, Evaluation.DEFINITION);

    assertThat(verdicts.get(Case.FORWARD).explanation())
        .startsWith("hold: ")
        .contains("affine (f(2x − z) = 2f(x) − f(z) in each operand)")
        .contains("grouped-is-split")
        .contains("strided-is-subsampled")
        .contains("dilated-is-stuffed");
  }

  @Test
  void onExactIntegersNothingIsAllowed() {
    Case exam = draw("conv2d/integers", DType.FLOAT32);

    Map<String, Verdict> verdicts =
        judge(
            List.of(named("strided-is-subsampled")),
            exam,
            DType.FLOAT32,
            Wrong.valued((q, y) -> isStrided(q) ? y.with(3, Math.nextUp((float) y.at(3))) : y));

    assertThat(verdicts.get(Case.FORWARD).status()).isEqualTo(Status.FAILED);
    assertThat(verdicts.get(Case.FORWARD).agreement().orElseThrow().worst().budget()).isZero();
  }

  private static boolean isStrided(Question question) {
    return ((Convolution) question.operator())
        .window().axes().stream().anyMatch(axis -> axis.stride() > 1);
  }

  @Test
  void zerosOnBothSidesAreNoEvidence() {
    Case exam = draw("conv2d/valid", DType.FLOAT64);
    UnaryOperator<Tensor> zeros = tensor -> tensor.map(v -> 0);

    Map<String, Verdict> verdicts =
        judge(
            List.of(named("batch-permutation"), named("affine"), named("vjp-is-linear")),
            exam,
            DType.FLOAT64,
            new Wrong(
                UnaryOperator.identity(), (q, y) -> zeros.apply(y), (q, g) -> zeros.apply(g)));

    assertThat(verdicts.values()).extracting(Verdict::status).containsOnly(Status.MISTRUSTED);
  }

  @Test
  void nanOnBothSidesIsNoEvidence() {
    Case exam = draw("relu/matrix", DType.FLOAT64);

    Map<String, Verdict> verdicts =
        judge(
            List.of(named("elementwise")),
            exam,
            DType.FLOAT64,
            Wrong.valued((q, y) -> y.map(v -> Double.NaN)));

    assertThat(verdicts.get(Case.FORWARD).status()).isEqualTo(Status.MISTRUSTED);
    assertThat(verdicts.get(Case.FORWARD).explanation()).contains("NaN");
  }

  @Test
  void anAnswerOfTheWrongShapeFailsWithBothShapes() {
    Case exam = draw("conv2d/strided", DType.FLOAT64);

    Map<String, Verdict> verdicts =
        judge(
            List.of(named("strided-is-subsampled")),
            exam,
            DType.FLOAT64,
            Wrong.valued((q, y) -> y.reshape(Shape.of(y.size()))));

    assertThat(verdicts.get(Case.FORWARD).status()).isEqualTo(Status.FAILED);
    assertThat(verdicts.get(Case.FORWARD).explanation()).contains("it must be (2, 4, 3, 3)");
  }

  @Test
  void anIdentityWithAnOperatorThatIsNotOfferedDoesNotCount() {
    Case exam = draw("conv2d/valid", DType.FLOAT64);
    Evaluation onlyConvolution =
        new Evaluation("conv2d only", Convolution.class::isInstance, UnaryOperator.identity());

    Map<String, Verdict> alone =
        judge(List.of(named("transposed-is-vjp")), exam, DType.FLOAT64, onlyConvolution);
    Map<String, Verdict> amongOthers =
        judge(Identities.all(), exam, DType.FLOAT64, onlyConvolution);

    assertThat(alone.get(Case.FORWARD).status()).isEqualTo(Status.NOT_IMPLEMENTED);
    assertThat(amongOthers.get(Case.FORWARD).status()).isEqualTo(Status.PASSED);
    assertThat(amongOthers.get(Case.FORWARD).explanation()).doesNotContain("transposed-is-vjp");
  }

  @Test
  void anImplementationThatThrowsCrashes() {
    Case exam = draw("conv2d/strided", DType.FLOAT64);

    Map<String, Verdict> verdicts =
        judge(
            List.of(named("strided-is-subsampled")),
            exam,
            DType.FLOAT64,
            Wrong.asked(
                q -> {
                  if (!isStrided(q)) {
                    throw new IllegalStateException("out of luck");
                  }
                  return q;
                }));

    assertThat(verdicts.get(Case.FORWARD).status()).isEqualTo(Status.CRASHED);
    assertThat(verdicts.get(Case.FORWARD).explanation())
        .contains("strided-is-subsampled")
        .contains("out of luck");
  }

  private static Identity named(String name) {
    return Identities.all().stream()
        .filter(identity -> identity.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
