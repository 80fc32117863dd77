package dev.etalon.oracle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void everyKindOfVerdictSaysWhatItIs() {
    assertThat(
            List.of(
                Verdict.failed("a"),
                Verdict.mistrusted("b"),
                Verdict.notDifferentiable("c"),
                Verdict.skipped("d"),
                Verdict.notImplemented("e"),
                Verdict.crashed("f")))
        .containsExactly(
            new Verdict(Status.FAILED, "a", Optional.empty()),
            new Verdict(Status.MISTRUSTED, "b", Optional.empty()),
            new Verdict(Status.NOT_DIFFERENTIABLE, "c", Optional.empty()),
            new Verdict(Status.SKIPPED, "d", Optional.empty()),
            new Verdict(Status.NOT_IMPLEMENTED, "e", Optional.empty()),
            new Verdict(Status.CRASHED, "f", Optional.empty()));
  }
}
