package dev.etalon.reference.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.arithmetic.RoundedArithmetic;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompositionTest {
  private static final RoundedArithmetic DOUBLES = RoundedArithmetic.of(DType.FLOAT64);

  private static final Sequential CHAIN =
      Sequential.of(
          "chain",
          new Layer("hidden", new Linear()),
          new Layer("relu", new Relu()),
          new Layer("output", new Linear()));

  private static final Map<String, Tensor> OPERANDS =
      Map.of(
          "input", Tensor.float64(Shape.of(1, 2), 3, -1),
          "hidden.weight", Tensor.float64(Shape.of(2, 2), 1, 2, -1, 1),
          "hidden.bias", Tensor.vector(0.5, 1),
          "output.weight", Tensor.float64(Shape.of(1, 2), 2, 5));

  private static Tensor forward(Operator operator, Map<String, Tensor> operands) {
    return Evaluation.DEFINITION.forward(operator, operands, DType.FLOAT64);
  }

  private static Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent) {
    return Evaluation.DEFINITION.vjp(operator, operands, cotangent, DType.FLOAT64);
  }

  /** s = [3 − 2 + 0.5, −3 − 1 + 1] = [1.5, −3], h = [1.5, 0], y = 3. */
  @Test
  void aChainHasTheValueAndGradientsWorkedOutByHand() {
    Map<String, Tensor> gradients = vjp(CHAIN, OPERANDS, Tensor.float64(Shape.of(1, 1), 10));

    assertThat(forward(CHAIN, OPERANDS)).isEqualTo(Tensor.float64(Shape.of(1, 1), 3));
    assertThat(gradients)
        .containsOnlyKeys(OPERANDS.keySet())
        .containsEntry("output.weight", Tensor.float64(Shape.of(1, 2), 15, 0))
        .containsEntry("hidden.bias", Tensor.vector(20, 0))
        .containsEntry("hidden.weight", Tensor.float64(Shape.of(2, 2), 60, -20, 0, 0))
        .containsEntry("input", Tensor.float64(Shape.of(1, 2), 20, 40));
  }

  @Test
  void aChainAndItsGraphAgree() {
    Tensor cotangent = Tensor.float64(Shape.of(1, 1), -7);

    assertThat(CHAIN.graph().operands()).isEqualTo(CHAIN.operands());
    assertThat(forward(CHAIN.graph(), OPERANDS)).isEqualTo(forward(CHAIN, OPERANDS));
    assertThat(vjp(CHAIN.graph(), OPERANDS, cotangent)).isEqualTo(vjp(CHAIN, OPERANDS, cotangent));
  }

  /** The lectures' loop: fwd_pass through all layers, then bwd_pass in reverse. */
  @Test
  void backpropagationThroughTheLayerInterfaceGivesTheGradientsOfTheChain() {
    Inputs<Double> inputs = Evaluation.inputs(CHAIN, DOUBLES, OPERANDS);
    LayerPass<Double> hidden = CHAIN.layers().get(0).pass(inputs.get("input"), inputs);
    LayerPass<Double> relu = CHAIN.layers().get(1).pass(hidden.forward(DOUBLES), inputs);
    LayerPass<Double> output = CHAIN.layers().get(2).pass(relu.forward(DOUBLES), inputs);
    NdArray<Double> q = output.forward(DOUBLES);
    NdArray<Double> dq = NdArray.generate(Shape.of(1, 1), index -> 10.0);
    LayerPass.Gradients<Double> last = output.backward(DOUBLES, dq);
    LayerPass.Gradients<Double> middle = relu.backward(DOUBLES, last.input());
    LayerPass.Gradients<Double> first = hidden.backward(DOUBLES, middle.input());

    assertThat(q.at(0)).isEqualTo(3);
    assertThat(last.parameters()).containsOnlyKeys("output.weight");
    assertThat(middle.parameters()).isEmpty();
    assertThat(first.parameters()).containsOnlyKeys("hidden.weight", "hidden.bias");
    assertThat(tensor(last.parameters().get("output.weight")))
        .isEqualTo(Tensor.float64(Shape.of(1, 2), 15, 0));
    assertThat(tensor(first.parameters().get("hidden.bias"))).isEqualTo(Tensor.vector(20, 0));
    assertThat(tensor(first.input())).isEqualTo(Tensor.float64(Shape.of(1, 2), 20, 40));
  }

  private static Tensor tensor(NdArray<Double> array) {
    return array.toTensor(DType.FLOAT64, DOUBLES::value);
  }

  /** y = (x + w) + x: each x counts twice, w once. */
  @Test
  void whatIsReadTwiceReceivesBothGradients() {
    ComputationalGraph graph =
        ComputationalGraph.of(
            "graph", Node.of("inner", new Add(), "x", "w"), Node.of("y", new Add(), "inner", "x"));
    Map<String, Tensor> operands = Map.of("x", Tensor.vector(1, 2), "w", Tensor.vector(10, 20));

    assertThat(forward(graph, operands)).isEqualTo(Tensor.vector(12, 24));
    assertThat(vjp(graph, operands, Tensor.vector(3, 5)))
        .containsOnlyKeys("x", "w")
        .containsEntry("x", Tensor.vector(6, 10))
        .containsEntry("w", Tensor.vector(3, 5));
  }

  @Test
  void bothOperandsOfANodeMayReadTheSame() {
    ComputationalGraph twice = ComputationalGraph.of("twice", Node.of("y", new Add(), "x", "x"));

    assertThat(vjp(twice, Map.of("x", Tensor.vector(4)), Tensor.vector(3)))
        .isEqualTo(Map.of("x", Tensor.vector(6)));
  }

  @Test
  void theRootsOfAGraphAreItsOperandsWithTheirRoles() {
    ComputationalGraph graph =
        ComputationalGraph.of(
            "graph",
            Node.of("logits", new Linear(), "x", "w", "b"),
            Node.of("loss", new CrossEntropy(), "logits", "y"));

    assertThat(graph.operands())
        .containsExactly(
            Operand.differentiable("x"),
            Operand.differentiable("w"),
            Operand.optional("b"),
            Operand.index("y"));
  }

  @Test
  void aRootThatOneReaderNeedsIsNotOptional() {
    ComputationalGraph graph =
        ComputationalGraph.of(
            "graph",
            Node.of("affine", new Linear(), "x", "w", "b"),
            Node.of("y", new Add(), "affine", "b"));

    assertThat(graph.operands()).contains(Operand.differentiable("b"));
  }

  @Test
  void aGraphOutOfOrderIsRefused() {
    Node first = Node.of("first", new Relu(), "second");
    Node second = Node.of("second", new Relu(), "x");

    assertThatThrownBy(() -> ComputationalGraph.of("graph", first, second))
        .hasMessage("node second is read before it is computed");
  }

  @Test
  void aNodeThatNobodyReadsIsRefused() {
    Node idle = Node.of("idle", new Relu(), "x");
    Node last = Node.of("last", new Relu(), "x");

    assertThatThrownBy(() -> ComputationalGraph.of("graph", idle, last))
        .hasMessage("node idle is read by none and is not the last");
  }

  @Test
  void twoNodesOfOneNameAreRefused() {
    Node node = Node.of("node", new Relu(), "x");

    assertThatThrownBy(() -> ComputationalGraph.of("graph", node, node))
        .hasMessage("two nodes are named node");
    assertThatThrownBy(() -> ComputationalGraph.of("graph"))
        .hasMessage("graph graph has no nodes; it needs at least one");
  }

  @Test
  void indicesAndRealNumbersDoNotMix() {
    Node logits = Node.of("logits", new Relu(), "x");

    assertThatThrownBy(
            () ->
                ComputationalGraph.of(
                    "graph", logits, Node.of("loss", new CrossEntropy(), "x", "logits")))
        .hasMessage("an operand without gradient reads node logits");
    assertThatThrownBy(
            () ->
                ComputationalGraph.of(
                    "graph", logits, Node.of("loss", new CrossEntropy(), "logits", "x")))
        .hasMessage("root x is read in two roles, such as indices and real numbers");
  }

  @Test
  void aNodeNeedsASourceForEveryOperandThatIsNotOptional() {
    assertThatThrownBy(() -> Node.of("affine", new Linear(), "x"))
        .hasMessage("node affine reads [x], but linear has the operands [input, weight, bias]");
    assertThatThrownBy(() -> Node.of("relu", new Relu(), "x", "y"))
        .hasMessage("node relu reads [x, y], but relu has the operands [input]");
    assertThat(Node.of("affine", new Linear(), "x", "w").sources()).isEqualTo(List.of("x", "w"));
  }

  @Test
  void addDoesNotBroadcast() {
    assertThatThrownBy(
            () ->
                forward(new Add(), Map.of("input", Tensor.vector(1, 2), "other", Tensor.vector(1))))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("add needs two operands of the same shape; given are (2) and (1)");
  }
}
