package dev.etalon.oracle.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.reference.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  private static final Case LINEAR =
      Catalog.recipes("linear").stream()
          .map(recipe -> recipe.draw(3))
          .filter(exam -> exam.operands().containsKey("bias"))
          .filter(exam -> exam.operands().get("input").shape().rank() == 2)
          .findFirst()
          .orElseThrow();

  @Test
  void extentsThatBelongTogetherShrinkTogether() {
    Case least = new Shrinker(exam -> exam.cotangent().size() >= 2, 500).shrink(LINEAR);
    assertThat(least.cotangent().size()).isEqualTo(2);
    assertThat(least.operands().get("weight").shape().extent(1)).isEqualTo(1);
    assertThat(least.operands()).doesNotContainKey("bias");
  }

  @Test
  void numbersBecomeSimple() {
    Case least =
        new Shrinker(
                exam -> Arrays.stream(exam.operands().get("input").toArray()).anyMatch(x -> x != 0),
                500)
            .shrink(LINEAR);
    assertThat(least.operands().get("input").shape()).isEqualTo(Shape.of(1, 1));
    assertThat(least.operands().get("input").at(0)).isEqualTo(1);
    assertThat(least.operands().get("weight").at(0)).isZero();
    assertThat(least.cotangent().at(0)).isZero();
  }

  @Test
  void aCaseThatLosesThePropertyAnywhereStaysAsItIs() {
    assertThat(new Shrinker(exam -> exam == LINEAR, 500).shrink(LINEAR)).isSameAs(LINEAR);
  }
}
