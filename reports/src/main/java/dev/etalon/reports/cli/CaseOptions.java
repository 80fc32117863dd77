package dev.etalon.reports.cli;

import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.fixtures.arbitrary.RandomCases;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that choose cases. */
final class CaseOptions {
  @Option(
      names = "--operator",
      split = ",",
      paramLabel = "NAME",
      description = "Only these operators ('etalon list' names them).")
  private List<String> operators = List.of();

  @Option(
      names = "--case",
      split = ",",
      paramLabel = "OPERATOR/NAME",
      description = "Only these cases ('etalon list OPERATOR' names them).")
  private List<String> cases = List.of();

  @Option(
      names = "--dtype",
      split = ",",
      paramLabel = "DTYPE",
      description = "Only these precisions, such as float32.")
  private List<String> dtypes = List.of();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Draw every case from this seed (default: ${DEFAULT-VALUE}).")
  private long seed = Verification.DEFAULT_SEED;

  long seed() {
    return seed;
  }

  /** The options again, for another process. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--seed", Long.toString(seed)));
    operators.forEach(name -> arguments.addAll(List.of("--operator", name)));
    cases.forEach(id -> arguments.addAll(List.of("--case", id)));
    dtypes.forEach(dtype -> arguments.addAll(List.of("--dtype", dtype)));
    return arguments;
  }

  /**
   * The selection among the catalogue's cases.
   *
   * @param judges the judges that are selected
   * @throws BadInput if a name is unknown, or no case is left
   */
  Selection ofCatalogue(List<String> judges) {
    return ofCatalogue(judges, Set.of());
  }

  /**
   * The same, of certain operators unless the options choose others.
   *
   * @param usual the operators if none are chosen; empty for all
   */
  Selection ofCatalogue(List<String> judges, Set<String> usual) {
    if (operators.isEmpty() && cases.isEmpty()) {
      operators = List.copyOf(usual);
    }
    requireOperators();
    cases.forEach(CaseOptions::requireCase);
    Selection selection = selection(judges, Verification.DTYPES);
    if (Catalog.recipes().stream().noneMatch(selection::includes)) {
      throw nothingLeft();
    }
    return selection;
  }

  /**
   * The selection among the catalogue's cases and random ones, in any precision.
   *
   * @param judges the judges that are selected
   * @throws BadInput if a name is unknown
   */
  Selection ofEverything(List<String> judges) {
    requireOperators();
    cases.stream().filter(id -> RandomCases.withId(id).isEmpty()).forEach(CaseOptions::requireCase);
    return selection(judges, DType.floating());
  }

  private void requireOperators() {
    Vocabulary operatorNames =
        new Vocabulary("operator", Catalog.operators(), "'etalon list' prints them");
    operators.forEach(operatorNames::require);
  }

  /** Whether cases were named one by one. */
  boolean namesCases() {
    return !cases.isEmpty();
  }

  /** The selection among other cases, of which the operators and ids are given. */
  Selection of(Collection<String> operatorNames, Collection<String> ids, List<String> judges) {
    operators.forEach(
        new Vocabulary("operator", operatorNames, "the manifest names them")::require);
    cases.forEach(new Vocabulary("case", ids, "the manifest names them")::require);
    return selection(judges, Verification.DTYPES);
  }

  private Selection selection(List<String> judges, List<DType> allowed) {
    return new Selection(
        Set.copyOf(operators), Set.copyOf(cases), Set.copyOf(judges), precisions(allowed));
  }

  BadInput nothingLeft() {
    return new BadInput(
        "no case is left: %s is not a case of %s; leave one of the two options out"
            .formatted(String.join(", ", cases), String.join(", ", operators)));
  }

  /** The cases of one operator are few enough to be named. */
  private static void requireCase(String id) {
    String operator = id.contains("/") ? id.substring(0, id.indexOf('/')) : id;
    if (!Catalog.operators().contains(operator)) {
      List<String> all = Catalog.recipes().stream().map(Recipe::id).toList();
      new Vocabulary("case", all, "'etalon list OPERATOR' prints them").require(id);
    }
    new Vocabulary(
            "case",
            Catalog.recipes(operator).stream().map(Recipe::id).toList(),
            "'etalon list %s' prints them".formatted(operator))
        .require(id);
  }

  private Set<DType> precisions(List<DType> allowed) {
    List<String> labels = allowed.stream().map(DType::label).toList();
    Vocabulary precisions = new Vocabulary("dtype", labels, "");
    dtypes.forEach(precisions::require);
    return dtypes.stream().map(DType::named).collect(Collectors.toSet());
  }
}
