package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Recipe;
import dev.etalon.reference.tensor.DType;
import java.util.Set;

/**
 * What to verify. An empty set means everything.
 *
 * @param operators operator names
 * @param cases case ids, {@code operator/name}
 * @param judges judge names
 * @param dtypes precisions
 */
public record Selection(
    Set<String> operators, Set<String> cases, Set<String> judges, Set<DType> dtypes) {
  public Selection {
    operators = Set.copyOf(operators);
    cases = Set.copyOf(cases);
    judges = Set.copyOf(judges);
    dtypes = Set.copyOf(dtypes);
  }

  public static Selection everything() {
    return new Selection(Set.of(), Set.of(), Set.of(), Set.of());
  }

  /** Whether nothing is left out. */
  public boolean isEverything() {
    return operators.isEmpty() && cases.isEmpty() && judges.isEmpty() && dtypes.isEmpty();
  }

  public boolean includes(Recipe recipe) {
    return (operators.isEmpty() || operators.contains(recipe.operator().name()))
        && (cases.isEmpty() || cases.contains(recipe.id()));
  }

  public boolean includesJudge(String judge) {
    return judges.isEmpty() || judges.contains(judge);
  }

  public boolean includes(DType dtype) {
    return dtypes.isEmpty() || dtypes.contains(dtype);
  }
}
