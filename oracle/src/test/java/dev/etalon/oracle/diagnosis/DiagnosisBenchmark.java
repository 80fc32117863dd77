package dev.etalon.oracle.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Catalog;
import dev.etalon.oracle.diagnosis.DiagnosisTrial.Answer;
import dev.etalon.oracle.diagnosis.DiagnosisTrial.Naming;
import dev.etalon.reference.tensor.DType;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How often {@link Diagnosis} names the right mistake: every mutant of the catalogue, each on a
 * case drawn from a fresh seed, once with the mutant among the known mistakes, once so in a kernel
 * with rounding errors of its own, and once without it. It is no test: surefire does not pick it up
 * by itself. Run it with
 *
 * <pre>
 * mvn -pl oracle -am test -Dtest=DiagnosisBenchmark -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * and {@code -Detalon.diagnosis.seed=N} for another seed.
 */
class DiagnosisBenchmark {
  /** Not that of the verification, with which the catalogue's cases were chosen. */
  private static final long SEED = Long.getLong("etalon.diagnosis.seed", 7);

  private static final double REQUIRED = 0.9;

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void theRightMistakeIsNamed(DType dtype) {
    List<DiagnosisTrial> trials =
        Catalog.operators().parallelStream()
            .flatMap(operator -> DiagnosisTrial.of(operator, dtype, SEED).stream())
            .toList();
    say("%s, seed %d: %d wrong results, each of another mutant", dtype, SEED, trials.size());
    assertThat(rate("known", trials, DiagnosisTrial::knowing)).isGreaterThan(REQUIRED);
    assertThat(rate("known, rounded otherwise", trials, DiagnosisTrial::roundedOtherwise))
        .isGreaterThan(REQUIRED);
    rate("not known", trials, DiagnosisTrial::ignorant);
  }

  private static double rate(
      String name, List<DiagnosisTrial> trials, Function<DiagnosisTrial, Answer> ask) {
    List<Answer> answers = trials.parallelStream().map(ask).toList();
    answers.stream()
        .filter(answer -> answer.naming() != Naming.RIGHT)
        .forEach(answer -> say("  %s: %s", name, answer));
    for (Naming naming : Naming.values()) {
      say("%-25s %-6s %5.1f %%", name, naming, 100 * part(answers, naming));
    }
    return part(answers, Naming.RIGHT);
  }

  private static double part(List<Answer> answers, Naming naming) {
    return (double) answers.stream().filter(answer -> answer.naming() == naming).count()
        / answers.size();
  }

  private static void say(String format, Object... figures) {
    System.out.println(String.format(Locale.ROOT, format, figures));
  }
}
