package dev.etalon.oracle.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.mutant.Mutant;
import dev.etalon.fixtures.mutant.Mutants;
import dev.etalon.oracle.judge.ExtendedPrecisionJudge;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.tensor.DType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mutant that is claimed to change no result must indeed be right on data that nobody chose. */
class EquivalentMutantsTest {
  static Set<String> names() {
    return Mutants.equivalent().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isRightOnOtherSeedsToo(String name) {
    String operator = name.substring(0, name.indexOf('/'));
    List<Mutant> named =
        Mutants.generated(operator).stream().filter(m -> m.name().equals(name)).toList();
    assertThat(named).as("the proof is of a mutant that exists").hasSize(1);
    for (long seed = 1; seed <= 3; seed++) {
      for (var recipe : Catalog.recipes(operator)) {
        Standard standard = new Standard(recipe.draw(seed).as(DType.FLOAT64), DType.FLOAT64);
        Trial trial = new Trial(standard, named.get(0).implementation());
        assertThat(new ExtendedPrecisionJudge().judge(trial).values())
            .as("%s, seed %d", recipe.id(), seed)
            .noneMatch(verdict -> verdict.status() == Status.FAILED);
      }
    }
  }
}
