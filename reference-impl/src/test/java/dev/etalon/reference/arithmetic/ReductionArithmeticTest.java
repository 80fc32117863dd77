package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.arithmetic.ReductionArithmetic.Reduced;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReductionArithmeticTest {
  private final ReductionArithmetic arithmetic = new ReductionArithmetic();

  private Reduced sumOfOnes(int terms) {
    return arithmetic.sum(Collections.nCopies(terms, arithmetic.one()));
  }

  @Test
  void aNumberRemembersTheLongestSumOnItsWay() {
    Reduced result = arithmetic.multiply(sumOfOnes(3), arithmetic.exp(sumOfOnes(5)));

    assertThat(result.terms()).isEqualTo(5);
    assertThat(arithmetic.sum(List.of(result, result)).terms()).isEqualTo(5);
  }

  @Test
  void withoutASumThereIsOneTerm() {
    assertThat(arithmetic.add(arithmetic.one(), arithmetic.one()).terms()).isEqualTo(1);
    assertThat(arithmetic.sum(List.of())).isEqualTo(new Reduced(0, 1));
  }
}
