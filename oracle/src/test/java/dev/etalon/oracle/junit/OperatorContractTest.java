package dev.etalon.oracle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class OperatorContractTest {
  @OperatorTest(value = "relu", judges = "extended", dtypes = DType.FLOAT32)
  private record Judged(Implementation implementation) implements OperatorContract {}

  @OperatorTest("rule")
  private record Misspelt(Implementation implementation) implements OperatorContract {}

  private record Unannotated(Implementation implementation) implements OperatorContract {}

  /** What became of a contract's tests. */
  private record Results(int passed, List<String> aborted, List<String> failed) {}

  @Test
  void theDefinitionPassesAndWhatIsNoEvidenceIsAborted() {
    Results results = run(new Judged(Evaluation.DEFINITION));

    assertThat(results.failed()).isEmpty();
    assertThat(results.passed()).isGreaterThan(5);
    assertThat(results.aborted()).allSatisfy(reason -> assertThat(reason).contains(": "));
  }

  @Test
  void aWrongKernelFailsWithTheAnnotationThatAsksAgain() {
    Implementation zero =
        evaluation(tensor -> Tensor.filled(tensor.dtype(), tensor.shape(), 0), false);

    assertThat(run(new Judged(zero)).failed())
        .anySatisfy(
            message ->
                assertThat(message)
                    .startsWith("relu/")
                    .contains("forward, float32: altered judged by extended: FAILED")
                    .contains("dtypes = DType.FLOAT32, judges = \"extended\", seed = 42"));
  }

  @Test
  void aQuantityThatNobodyJudgedFailsTheLastTest() {
    Implementation silent =
        evaluation(
            tensor -> {
              throw new UnsupportedOperationException("later");
            },
            false);

    Results results = run(new Judged(silent));

    assertThat(results.aborted()).contains("NOT_IMPLEMENTED: later");
    assertThat(results.failed())
        .containsExactly("no judge has evidence for relu forward of altered");
    assertThat(run(new Judged(evaluation(tensor -> tensor, true))).failed())
        .containsExactly("altered claims none of the operators, so nothing was judged");
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> new Misspelt(Evaluation.DEFINITION).battery())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no operator 'rule'; known are softmax, ");
    assertThatThrownBy(() -> new Unannotated(Evaluation.DEFINITION).battery())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("annotate it with @OperatorTest");
  }

  @Test
  void theAssertionSaysHowManyVerdictsDisagree() {
    Implementation negated = evaluation(tensor -> tensor.map(x -> -x), false);

    ImplementationAssert.assertThat(Evaluation.DEFINITION).judgedBy("extended").isRightFor("relu");
    assertThatThrownBy(
            () ->
                ImplementationAssert.assertThat(negated)
                    .judgedBy("extended")
                    .in(DType.FLOAT64)
                    .isRightFor("relu"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("altered is wrong for relu: ")
        .hasMessageContaining("verdicts disagree");
  }

  @Test
  void constantDataAreNoEvidenceAndStillShowAWrongValue() {
    Tensor twos = Tensor.filled(DType.FLOAT64, Shape.of(2, 3), 2);
    Case exam = Recipe.of("twos", new Relu()).fixed("input", twos).cotangent(twos).draw(1);
    assertThatThrownBy(() -> judged(Evaluation.DEFINITION).isRightOn(exam))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageStartingWith("constant data are no evidence: every expected element is 2.0");
    assertThatThrownBy(() -> judged(evaluation(t -> t.map(x -> -x), false)).isRightOn(exam))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("altered is wrong for relu/twos");
  }

  private static ImplementationAssert judged(Implementation implementation) {
    return ImplementationAssert.assertThat(implementation).judgedBy("extended").in(DType.FLOAT64);
  }

  /** The definition with its values altered. */
  private static Implementation evaluation(
      UnaryOperator<Tensor> alteration, boolean claimsNothing) {
    return new Implementation() {
      @Override
      public String name() {
        return "altered";
      }

      @Override
      public boolean claims(Operator operator) {
        return !claimsNothing;
      }

      @Override
      public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
        return alteration.apply(Evaluation.DEFINITION.forward(operator, operands, dtype));
      }

      @Override
      public Map<String, Tensor> vjp(
          Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
        return Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype);
      }
    };
  }

  private static Results run(OperatorContract contract) {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<DynamicNode> nodes = contract.battery()) {
      nodes.forEach(node -> collect(node, tests));
    }
    int passed = 0;
    List<String> aborted = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (DynamicTest test : tests) {
      try {
        test.getExecutable().execute();
        passed++;
      } catch (TestAbortedException e) {
        aborted.add(e.getMessage());
      } catch (Throwable e) {
        failed.add(e.getMessage());
      }
    }
    return new Results(passed, aborted, failed);
  }

  private static void collect(DynamicNode node, List<DynamicTest> tests) {
    if (node instanceof DynamicContainer container) {
      container.getChildren().forEach(child -> collect(child, tests));
    } else {
      tests.add((DynamicTest) node);
    }
  }
}
