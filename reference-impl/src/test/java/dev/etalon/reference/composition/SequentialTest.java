package dev.etalon.reference.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialTest {
  private static final Sequential CHAIN =
      new Sequential(
          "chain",
          List.of(
              new Layer("first", new Linear()),
              new Layer("relu", new Relu()),
              new Layer("second", new Linear())));

  private static Asked xor(double a, double b) {
    return Asked.of(CHAIN)
        .with("input", Tensor.float64(Shape.of(1, 2), a, b))
        .with("first.weight", Tensor.float64(Shape.of(2, 2), 1, 1, 1, 1))
        .with("first.bias", Tensor.vector(0, -1))
        .with("second.weight", Tensor.float64(Shape.of(1, 2), 1, -2));
  }

  @Test
  void theLecturesExclusiveOr() {
    assertThat(xor(0, 0).forward().at(0)).isEqualTo(0);
    assertThat(xor(0, 1).forward().at(0)).isEqualTo(1);
    assertThat(xor(1, 0).forward().at(0)).isEqualTo(1);
    assertThat(xor(1, 1).forward().at(0)).isEqualTo(0);
  }

  /** At (3, 5): hidden 8 and 7, both active. */
  @Test
  void theChainRuleByHand() {
    Asked asked = xor(3, 5);
    assertThat(asked.forward().at(0)).isEqualTo(8 - 14);
    assertThat(asked.gradient("second.weight", 10).toArray()).containsExactly(80, 70);
    assertThat(asked.gradient("first.bias", 10).toArray()).containsExactly(10, -20);
    assertThat(asked.gradient("first.weight", 10).toArray()).containsExactly(30, 50, -60, -100);
    assertThat(asked.gradient("input", 10).toArray()).containsExactly(-10, -10);
    assertThat(asked.gradient("second.bias", 10)).as("no bias was given").isNull();
  }

  @Test
  void parametersAreOperandsUnderTheirLayersName() {
    assertThat(CHAIN.operands())
        .extracting(Operand::name)
        .containsExactly("input", "first.weight", "first.bias", "second.weight", "second.bias");
  }

  @Test
  void indicesReachTheirLayer() {
    Sequential loss = new Sequential("classifier", List.of(new Layer("loss", new CrossEntropy())));
    Asked asked =
        Asked.of(loss)
            .with("input", Tensor.float64(Shape.of(1, 2), 4, 4))
            .with("loss.target", Tensor.int64(Shape.of(1), 1));
    assertThat(asked.forward().at(0)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(asked.gradient("input", 2).toArray()).containsExactly(1, -1);
  }

  @Test
  void whatALayerRefusesTheChainRefuses() {
    Asked.of(CHAIN)
        .counting("input", 1, 2)
        .counting("first.weight", 4, 2)
        .counting("second.weight", 1, 3)
        .isRefused(
            "linear needs an input (…, in) and a weight (out, in); given are (1, 4) and (1, 3)");
    Asked.of(CHAIN)
        .counting("input", 1, 2)
        .counting("first.weight", 4, 2)
        .isRefused("chain needs the operand 'second.weight'; given are [input, first.weight]");
  }

  @Test
  void aChainHasLayersWithNamesOfTheirOwn() {
    assertThatThrownBy(() -> new Sequential("none", List.of()))
        .hasMessage("a chain needs at least one layer");
    Layer relu = new Layer("relu", new Relu());
    assertThatThrownBy(() -> new Sequential("twice", List.of(relu, relu)))
        .hasMessage("two layers of chain twice share a name");
  }

  @Test
  void flattenKeepsTheBatchAndTheOrder() {
    Asked asked = Asked.of(new Flatten()).counting("input", 2, 2, 1, 3);
    assertThat(asked.forward())
        .isEqualTo(Tensor.float64(Shape.of(2, 6), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    assertThat(asked.gradient("input", asked.forward().toArray()).shape())
        .isEqualTo(Shape.of(2, 2, 1, 3));
    Asked.of(new Flatten())
        .with("input", Tensor.float64(Shape.scalar(), 1))
        .isRefused("flatten needs a batch axis; given is a scalar");
  }
}
