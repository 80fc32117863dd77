package dev.etalon.oracle.identity;

import dev.etalon.fixtures.Case;
import java.util.List;
import java.util.function.Function;

/**
 * A named mathematical identity of operators.
 *
 * @param name the name in the report, for example {@code strided-is-subsampled}
 * @param statement the formula
 * @param formulation the equations that it amounts to in a case; none where it does not hold
 */
record Identity(String name, String statement, Function<Case, List<Equation>> formulation) {
  /** The equations of a case. */
  List<Equation> equations(Case exam) {
    return formulation.apply(exam);
  }

  @Override
  public String toString() {
    return "%s (%s)".formatted(name, statement);
  }
}
