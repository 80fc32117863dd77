package dev.etalon.reports.model;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written of an operator, and the cases on which it is asked.
 *
 * @param name the operator's name
 * @param summary one sentence
 * @param equation the forward equation
 * @param vjp the vector–Jacobian product of each operand
 * @param shapes the shapes of operands and output
 * @param specialCases NaN, ±∞, ties, conventions
 * @param lecture the lecture it comes from
 * @param cases its cases, in the catalogue's order
 */
public record OperatorSheet(
    String name,
    String summary,
    String equation,
    List<String> vjp,
    String shapes,
    List<String> specialCases,
    String lecture,
    List<CaseSheet> cases) {

  /**
   * A case in words.
   *
   * @param id {@code operator/name}
   * @param attributes the operator with its attributes
   * @param operands the shape of each operand
   * @param output the shape of the output
   * @param example the worked example of the lectures that it is, if any
   */
  public record CaseSheet(
      String id,
      String attributes,
      Map<String, String> operands,
      String output,
      @Nullable Example example) {}

  /**
   * A worked example of the lectures.
   *
   * @param number its number
   * @param title the slide's title
   * @param expectations the lecture's numbers, by quantity
   */
  public record Example(int number, String title, Map<String, Values> expectations) {}

  /**
   * The sheet of an operator of the catalogue; one with nothing but its name if it is not there.
   */
  public static OperatorSheet of(String operator, long seed) {
    List<Recipe> recipes = Catalog.recipes(operator);
    if (recipes.isEmpty()) {
      return new OperatorSheet(operator, "", "", List.of(), "", List.of(), "", List.of());
    }
    List<CaseSheet> cases = recipes.stream().map(recipe -> sheet(recipe.draw(seed))).toList();
    @Nullable Definition definition = Catalog.definition(recipes.get(0).operator());
    if (definition == null) {
      return new OperatorSheet(operator, "", "", List.of(), "", List.of(), "", cases);
    }
    return new OperatorSheet(
        operator,
        definition.summary(),
        definition.equation(),
        List.of(definition.vjp()),
        definition.shapes(),
        List.of(definition.specialCases()),
        definition.lecture(),
        cases);
  }

  private static CaseSheet sheet(Case exam) {
    Map<String, String> operands = new LinkedHashMap<>();
    exam.shapes().forEach((operand, shape) -> operands.put(operand, shape.toString()));
    return new CaseSheet(
        exam.id(),
        exam.operator().toString(),
        operands,
        exam.cotangent().shape().toString(),
        exam.lecture()
            .map(lecture -> new Example(lecture.number(), lecture.title(), expectations(exam)))
            .orElse(null));
  }

  private static Map<String, Values> expectations(Case exam) {
    Map<String, Values> values = new LinkedHashMap<>();
    for (String quantity : exam.quantities()) {
      @Nullable Tensor expected = exam.expectations().get(quantity);
      if (expected != null) {
        values.put(quantity, Values.of(expected));
      }
    }
    return values;
  }
}
