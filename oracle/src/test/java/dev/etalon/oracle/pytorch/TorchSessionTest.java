package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TorchSessionTest {
  private static final Script IDENTITY = new Script(List.of("input"), "return input");
  private static final Script ENDLESS =
      new Script(List.of("input"), "while True:\n  input = torch.neg(input)\nreturn input");
  private static final Tensor VECTOR = Tensor.vector(1, 2, 3);

  private static TorchSession session;

  @BeforeAll
  static void open() {
    session = new TorchSession(TorchConfiguration.cpu());
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void transposedConvolutionHasTheValuesAndGradientsWorkedOutByHand() {
    Script script =
        new Script(
            List.of("input", "weight"),
            "return torch.conv_transpose2d(input, weight, None, [1, 1], [0, 0], [0, 0], 1, [1, 1])");
    Shape square = Shape.of(1, 1, 2, 2);

    TorchResult.Computed result =
        gradient(
            script,
            Map.of(
                "input", Tensor.float64(square, 1, 2, 3, 4),
                "weight", Tensor.float64(square, 1, 10, 100, 1000)),
            Tensor.float64(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9),
            Set.of("input", "weight"));

    assertThat(result.output())
        .isEqualTo(
            Tensor.float64(Shape.of(1, 1, 3, 3), 1, 12, 20, 103, 1234, 2040, 300, 3400, 4000));
    assertThat(result.gradient("input")).isEqualTo(Tensor.float64(square, 5421, 6532, 8754, 9865));
    assertThat(result.gradient("weight")).isEqualTo(Tensor.float64(square, 37, 47, 67, 77));
    assertThat(result.unreached()).isEmpty();
  }

  @Test
  void logSumExpHasSoftmaxAsItsGradient() {
    TorchResult.Computed result =
        gradient(
            new Script(List.of("input"), "return torch.logsumexp(input, [1], False)"),
            Map.of("input", Tensor.float64(Shape.of(1, 2), 0, Math.log(3))),
            Tensor.vector(1),
            Set.of("input"));

    assertThat(result.output().at(0)).isCloseTo(Math.log(4), within(1e-15));
    assertThat(result.gradient("input").toArray())
        .containsExactly(new double[] {0.25, 0.75}, within(1e-15));
  }

  @Test
  void crossEntropyTakesIntegerTargetsWhichHaveNoGradient() {
    TorchResult.Computed result =
        computed(
            session.run(
                new TorchRequest(
                    new Script(
                        List.of("input", "target"),
                        "return torch.cross_entropy_loss(input, target, None, 1, -100, 0.0)"),
                    Map.of(
                        "input", Tensor.float64(Shape.of(1, 2), 0, Math.log(3)),
                        "target", Tensor.int64(Shape.of(1), 1)),
                    Set.of("input"),
                    Optional.empty())));

    assertThat(result.output().shape()).isEqualTo(Shape.scalar());
    assertThat(result.output().at(0)).isCloseTo(-Math.log(0.75), within(1e-15));
    assertThat(result.gradients()).containsOnlyKeys("input");
    assertThat(result.gradient("input").toArray())
        .containsExactly(new double[] {0.25, -0.25}, within(1e-15));
  }

  @Test
  void float32IsComputedAndReturnedAsFloat32() {
    TorchResult.Computed result =
        gradient(
            new Script(List.of("a", "b"), "return torch.mul(a, b)"),
            Map.of(
                "a", Tensor.of(DType.FLOAT32, Shape.of(1), 0.1f),
                "b", Tensor.of(DType.FLOAT32, Shape.of(1), 0.7f)),
            Tensor.of(DType.FLOAT32, Shape.of(1), 3),
            Set.of("a"));

    assertThat(result.output()).isEqualTo(Tensor.of(DType.FLOAT32, Shape.of(1), 0.1f * 0.7f));
    assertThat(result.gradient("a")).isEqualTo(Tensor.of(DType.FLOAT32, Shape.of(1), 3 * 0.7f));
  }

  @Test
  void specialValuesTravelUnchanged() {
    Tensor special =
        Tensor.vector(
            Double.NaN, -0.0, Double.POSITIVE_INFINITY, Double.MIN_VALUE, -Double.MAX_VALUE);

    assertThat(forward(IDENTITY, special).output()).isEqualTo(special);
  }

  @Test
  void emptyTensorsAndScalarsHaveTheirShapes() {
    assertThat(forward(IDENTITY, Tensor.float64(Shape.of(0, 3))).output().shape())
        .isEqualTo(Shape.of(0, 3));
    assertThat(forward(IDENTITY, Tensor.float64(Shape.scalar(), 4)).output())
        .isEqualTo(Tensor.float64(Shape.scalar(), 4));
  }

  @Test
  void tensorsLargerThanTheBuffersArriveWhole() {
    Tensor large = Tensor.generate(DType.FLOAT32, Shape.of(3, 70_001), offset -> offset);

    assertThat(forward(IDENTITY, large).output()).isEqualTo(large);
  }

  @Test
  void anOperandThatTheValueDoesNotDependOnHasZerosAndIsNamed() {
    TorchResult.Computed result =
        gradient(
            new Script(List.of("input", "unused"), "return torch.relu(input)"),
            Map.of("input", VECTOR, "unused", VECTOR),
            VECTOR,
            Set.of("input", "unused"));

    assertThat(result.gradient("input")).isEqualTo(VECTOR);
    assertThat(result.gradient("unused")).isEqualTo(Tensor.vector(0, 0, 0));
    assertThat(result.unreached()).containsExactly("unused");
  }

  @Test
  void aValueThatIsNotDifferentiableAtAllHasZerosToo() {
    TorchResult.Computed result =
        gradient(
            new Script(List.of("input"), "return torch.argsort(input)"),
            Map.of("input", VECTOR),
            Tensor.int64(Shape.of(3), 1, 1, 1),
            Set.of("input"));

    assertThat(result.output()).isEqualTo(Tensor.int64(Shape.of(3), 0, 1, 2));
    assertThat(result.unreached()).containsExactly("input");
  }

  @Test
  void theGradientIsTheSameHoweverOftenTheScriptRan() {
    Script chain =
        new Script(
            List.of("input"),
            "a = torch.sigmoid(input)\nb = torch.tanh(a)\nc = torch.mul(a, b)\nd = torch.exp(c)\nreturn torch.mul(d, a)");
    TorchResult.Computed first = computed(session.run(request(chain)));
    for (int run = 0; run < 10; run++) {
      assertThat(computed(session.run(request(chain))).gradients()).isEqualTo(first.gradients());
    }
  }

  private static TorchRequest request(Script script) {
    return TorchRequest.gradient(script, Map.of("input", VECTOR), VECTOR, Set.of("input"));
  }

  @Test
  void whatIsHeldIsTimedForwardAndBackward() {
    TorchResult.Computed once = computed(session.hold(request(IDENTITY)));
    assertThat(once.seconds()).isPositive();
    for (Set<String> differentiate : List.of(Set.<String>of(), Set.of("input"))) {
      assertThat(session.measure(differentiate, 3))
          .isInstanceOfSatisfying(
              TorchResult.Measured.class, measured -> assertThat(measured.seconds()).isPositive());
    }
  }

  @Test
  void nothingIsTimedThatIsNotHeld() {
    session.hold(request(IDENTITY));
    session.run(request(IDENTITY));
    assertThatThrownBy(() -> session.measure(Set.of(), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no request is held to be measured");
  }

  @Test
  void anUnknownOperatorIsRefusedByName() {
    assertThat(refusal("return torch.sofmax(input, 0)"))
        .startsWith("Unknown builtin op: aten::sofmax")
        .doesNotContain("\n");
  }

  @Test
  void argumentsThatDoNotFitAreRefusedWithTheSignature() {
    assertThat(refusal("return torch.softmax(input)"))
        .isEqualTo(
            "the arguments do not fit aten::softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor: Argument dim not provided");
  }

  @Test
  void anErrorWhileComputingIsRefusedWithoutItsTraceback() {
    assertThat(refusal("return torch.softmax(input, 5)"))
        .isEqualTo("Dimension out of range (expected to be in range of [-1, 0], but got 5)");
  }

  @Test
  void aBooleanValueIsRefusedWithTheWayToConvertIt() {
    assertThat(refusal("return torch.gt(input, 0)"))
        .contains("the value is boolean")
        .contains("torch.to(x, 4, False, False, None)");
  }

  @Test
  void aCotangentOfAnotherShapeIsRefusedAndNotBroadcast() {
    TorchResult result =
        session.run(
            TorchRequest.gradient(
                IDENTITY, Map.of("input", VECTOR), Tensor.vector(1), Set.of("input")));

    assertThat(result)
        .isEqualTo(new TorchResult.Refused("the cotangent is float64(1); the value is float64(3)"));
  }

  @Test
  void aGradientOfManyElementsNeedsACotangent() {
    TorchResult result =
        session.run(
            new TorchRequest(IDENTITY, Map.of("input", VECTOR), Set.of("input"), Optional.empty()));

    assertThat(((TorchResult.Refused) result).message()).contains("without a cotangent");
  }

  @Test
  void whatNativeCodePrintsDoesNotReachTheAnswer() {
    // More than the C library buffers, so that it is written before the answer.
    Script printing =
        new Script(
            List.of("input"),
            "for i in range(1000):\n  print(\"noise on the standard output\")\nreturn input");

    for (int run = 0; run < 3; run++) {
      assertThat(forward(printing, VECTOR).output()).isEqualTo(VECTOR);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void anAbortInNativeCodeCostsOneRequest() {
    // 64-bit division overflows, which the processor answers with a signal.
    Script overflow =
        new Script(
            List.of("input"),
            "lowest = -9223372036854775807\nfor i in range(1):\n  lowest = lowest - 1\nminus = -1\nreturn torch.full([1], lowest // minus, dtype=4)");
    try (TorchSession own = new TorchSession(TorchConfiguration.cpu())) {
      TorchResult result = own.run(TorchRequest.forward(overflow, Map.of("input", VECTOR)));

      assertThat(result).isInstanceOf(TorchResult.Crashed.class);
      assertThat(((TorchResult.Crashed) result).message())
          .startsWith("the worker ended with SIGFPE")
          .contains("libtorch");
      assertNextIsAnswered(own);
    }
  }

  @Test
  void aWorkerThatIsKilledCostsOneRequest() throws InterruptedException {
    try (TorchSession own = new TorchSession(TorchConfiguration.cpu())) {
      assertNextIsAnswered(own);
      ProcessHandle process = own.process().orElseThrow();
      Thread killer =
          new Thread(
              () -> {
                try {
                  Thread.sleep(300);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                process.destroyForcibly();
              });
      killer.start();

      TorchResult result = own.run(TorchRequest.forward(ENDLESS, Map.of("input", VECTOR)));
      killer.join();

      assertThat(result).isInstanceOf(TorchResult.Crashed.class);
      assertThat(((TorchResult.Crashed) result).message()).startsWith("the worker ended with");
      assertNextIsAnswered(own);
      assertThat(own.process().orElseThrow()).isNotEqualTo(process);
    }
  }

  @Test
  void aWorkerThatDiedBetweenRequestsIsReplaced() {
    try (TorchSession own = new TorchSession(TorchConfiguration.cpu())) {
      assertNextIsAnswered(own);
      ProcessHandle process = own.process().orElseThrow();
      process.destroyForcibly();
      process.onExit().join();

      assertNextIsAnswered(own);
    }
  }

  @Test
  void aRequestThatTakesTooLongIsEnded() {
    try (TorchSession own =
        new TorchSession(TorchConfiguration.cpu().withTimeout(Duration.ofMillis(500)))) {
      TorchResult result = own.run(TorchRequest.forward(ENDLESS, Map.of("input", VECTOR)));

      assertThat(result)
          .isEqualTo(new TorchResult.Crashed("no answer within 500 ms; the worker was ended"));
      // a new worker's first answer may itself take too long where the machine is busy
      assertThat(
              Stream.generate(
                      () -> own.run(TorchRequest.forward(IDENTITY, Map.of("input", VECTOR))))
                  .limit(20)
                  .anyMatch(TorchResult.Computed.class::isInstance))
          .isTrue();
    }
  }

  @Test
  void closingEndsTheWorker() {
    TorchSession own = new TorchSession(TorchConfiguration.cpu());
    assertNextIsAnswered(own);
    ProcessHandle process = own.process().orElseThrow();

    own.close();

    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(process.isAlive()).isFalse();
    assertThatThrownBy(() -> own.run(TorchRequest.forward(IDENTITY, Map.of("input", VECTOR))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the session is closed");
  }

  @Test
  void theEngineIsDescribed() {
    try (TorchSession own = new TorchSession(TorchConfiguration.cpu().withThreads(1))) {
      assertThat(own.engine())
          .isInstanceOfSatisfying(
              TorchEngine.Ready.class,
              engine -> {
                assertThat(engine.threads()).isEqualTo(1);
                assertThat(engine.device()).isEqualTo("cpu");
                assertThat(engine.torchVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
                assertThat(engine).asString().startsWith("PyTorch " + engine.torchVersion());
              });
    }
  }

  private static void assertNextIsAnswered(TorchSession own) {
    assertThat(own.run(TorchRequest.forward(IDENTITY, Map.of("input", VECTOR))))
        .isInstanceOfSatisfying(
            TorchResult.Computed.class, next -> assertThat(next.output()).isEqualTo(VECTOR));
  }

  private static String refusal(String body) {
    TorchResult result =
        session.run(
            TorchRequest.forward(new Script(List.of("input"), body), Map.of("input", VECTOR)));
    assertThat(result).isInstanceOf(TorchResult.Refused.class);
    return ((TorchResult.Refused) result).message();
  }

  private static TorchResult.Computed forward(Script script, Tensor input) {
    return computed(session.run(TorchRequest.forward(script, Map.of("input", input))));
  }

  private static TorchResult.Computed gradient(
      Script script, Map<String, Tensor> operands, Tensor cotangent, Set<String> differentiate) {
    return computed(session.run(TorchRequest.gradient(script, operands, cotangent, differentiate)));
  }

  private static TorchResult.Computed computed(TorchResult result) {
    assertThat(result).isInstanceOf(TorchResult.Computed.class);
    return (TorchResult.Computed) result;
  }
}
