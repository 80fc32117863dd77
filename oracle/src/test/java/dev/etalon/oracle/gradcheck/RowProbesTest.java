package dev.etalon.oracle.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowProbesTest {
  /** One input that every output reads: each output is a colour of its own. */
  private static Case fan(int outputs) {
    return Recipe.of("fan", new Linear())
        .normal("input", 1, 1)
        .normal("weight", outputs, 1)
        .draw(1);
  }

  private static RowProbes probes(Case exam, int columnColours) {
    SparsityPattern pattern = SparsityPattern.of(exam.operator(), exam.operands(), "input");
    return RowProbes.of(pattern, columnColours, exam.cotangent());
  }

  @ParameterizedTest
  @CsvSource({
    "24, 1, 24, true",
    "25, 1, 24, false",
    "30, 14, 28, false",
    "30, 15, 30, true",
    "97, 90, 96, false",
    "96, 90, 96, true"
  })
  void twiceTheColoursOfTheColumnsAreWorthIt(
      int outputs, int columnColours, int groups, boolean isEachAlone) {
    RowProbes probes = probes(fan(outputs), columnColours);
    assertThat(probes.groups()).hasSize(groups);
    assertThat(probes.isEachAlone()).isEqualTo(isEachAlone);
    assertThat(probes.groups().stream().flatMapToInt(IntStream::of).sorted().toArray())
        .isEqualTo(IntStream.range(0, outputs).toArray());
    assertThat(probes.groups())
        .allSatisfy(rows -> assertThat(rows.length).isBetween(1, 1 + outputs / groups));
  }

  @Test
  void aCotangentIsASignAtEachOfItsRows() {
    RowProbes probes = probes(fan(60), 1);
    int positive = 0;
    for (int group = 0; group < probes.groups().size(); group++) {
      Tensor cotangent = probes.cotangent(group);
      int[] rows = probes.groups().get(group);
      for (int row = 0; row < 60; row++) {
        int asked = row;
        boolean isAsked = IntStream.of(rows).anyMatch(other -> other == asked);
        assertThat(cotangent.at(row)).isEqualTo(isAsked ? probes.sign(row) : 0);
        positive += isAsked && probes.sign(row) == 1 ? 1 : 0;
      }
    }
    assertThat(positive).isBetween(15, 45);
  }

  @Test
  void oneByOneAsksForTheRowsThatAreWanted() {
    RowProbes probes = RowProbes.oneByOne(new int[] {3, 5}, fan(7).cotangent());
    assertThat(probes.isEachAlone()).isTrue();
    assertThat(probes.groups()).containsExactly(new int[] {3}, new int[] {5});
    assertThat(Math.abs(probes.cotangent(1).at(5))).isEqualTo(1);
  }

  @Test
  void theBudgetIsThatOfTheGroupsCotangent() {
    Case exam = fan(30);
    RowProbes probes = probes(exam, 1);
    Standard standard = new Standard(exam, DType.FLOAT64);
    for (Standard asked : new Standard[] {standard, standard.storingSums()}) {
      for (int group : new int[] {2, 7, 2}) {
        assertThat(probes.budget(asked, "input", group))
            .isEqualTo(asked.gradientBudget("input", probes.cotangent(group)));
      }
    }
  }
}
