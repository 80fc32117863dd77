package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.List;

/**
 * A case of the catalogue in a precision.
 *
 * @param recipe from which the case is drawn
 * @param dtype the precision
 */
public record Question(Recipe recipe, DType dtype) {
  /** Everything selected, in every selected precision. */
  public static List<Question> of(Selection selection) {
    return Catalog.recipes().stream()
        .filter(selection::includes)
        .flatMap(
            recipe ->
                Verification.DTYPES.stream()
                    .filter(selection::includes)
                    .map(dtype -> new Question(recipe, dtype)))
        .toList();
  }

  /** What of it an implementation claims. */
  public static List<Question> to(Implementation implementation, Selection selection) {
    return of(selection).stream()
        .filter(question -> implementation.claims(question.recipe().operator()))
        .toList();
  }

  @Override
  public String toString() {
    return recipe.id() + " " + dtype;
  }
}
