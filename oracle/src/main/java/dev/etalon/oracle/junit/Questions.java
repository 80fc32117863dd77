package dev.etalon.oracle.junit;

import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.verification.Battery;
import dev.etalon.oracle.verification.Question;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.oracle.verification.Verification;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a user's test asks, with every name checked.
 *
 * @param selection the operators, cases, judges and precisions
 * @param seed from which the cases' data are drawn
 */
record Questions(Selection selection, long seed) {
  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if there is no such operator, case or judge, or nothing is
   *     left to ask
   */
  Questions {
    require("operator", selection.operators(), Catalog.operators());
    require("case", selection.cases(), Catalog.recipes().stream().map(Recipe::id).toList());
    require("judge", selection.judges(), Verification.judgeNames("cpu"));
    if (Catalog.recipes().stream().noneMatch(selection::includes)) {
      throw new IllegalArgumentException(
          "no case is left: %s are no cases of %s"
              .formatted(new TreeSet<>(selection.cases()), new TreeSet<>(selection.operators())));
    }
  }

  static Questions of(OperatorTest test) {
    return new Questions(
        new Selection(
            Set.of(test.value()),
            Set.of(test.cases()),
            Set.of(test.judges()),
            Set.of(test.dtypes())),
        test.seed());
  }

  Stream<Question> stream() {
    return Question.of(selection).stream();
  }

  Battery battery() {
    return Battery.of(selection, seed);
  }

  private static void require(String kind, Set<String> given, Collection<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no %s '%s'; known are %s".formatted(kind, name, String.join(", ", known)));
      }
    }
  }
}
