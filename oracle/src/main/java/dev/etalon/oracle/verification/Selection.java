package dev.etalon.oracle.verification;

import dev.etalon.fixtures.CaseSource;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.fixtures.arbitrary.RandomCases;
import dev.etalon.reference.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
    return includesOperator(recipe.operatorName())
        && (cases.isEmpty() || cases.contains(recipe.id()));
  }

  /** The cases that are left: those of the catalogue, and random ones that are asked for by id. */
  public List<CaseSource> sources() {
    return Stream.concat(
            Catalog.recipes().stream().filter(this::includes),
            cases.stream()
                .sorted()
                .flatMap(id -> RandomCases.withId(id).stream())
                .filter(source -> includesOperator(source.operatorName())))
        .toList();
  }

  /** Of every operator that is left, its first case. */
  public Selection firstOfEach() {
    Map<String, String> first = new LinkedHashMap<>();
    sources().forEach(source -> first.putIfAbsent(source.operatorName(), source.id()));
    return new Selection(operators, Set.copyOf(first.values()), judges, dtypes);
  }

  public boolean includesOperator(String operator) {
    return operators.isEmpty() || operators.contains(operator);
  }

  public boolean includesJudge(String judge) {
    return judges.isEmpty() || judges.contains(judge);
  }

  public boolean includes(DType dtype) {
    return dtypes.isEmpty() || dtypes.contains(dtype);
  }
}
