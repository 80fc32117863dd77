package dev.etalon.reports.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.exchange.OperatorJson;
import dev.etalon.reference.arithmetic.ReductionArithmetic;
import dev.etalon.reference.arithmetic.ReductionArithmetic.Reduced;
import dev.etalon.reference.operator.Cost;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written of an operator, and the cases on which it is asked.
 *
 * @param name the operator's name
 * @param family the operators that it belongs with, such as {@code convolution}
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
    String family,
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
   * @param attributes the operator's attributes and their values
   * @param operands the shape of each operand
   * @param output the shape of the output
   * @param operations how many operations the definition takes for the forward pass
   * @param terms the longest sum that an element of a quantity is made of, by quantity
   * @param example the worked example of the lectures that it is, if any
   */
  public record CaseSheet(
      String id,
      String attributes,
      Map<String, String> operands,
      String output,
      long operations,
      Map<String, Integer> terms,
      @Nullable Example example) {}

  /**
   * A worked example of the lectures.
   *
   * @param number its number
   * @param title the slide's title
   * @param expectations the lecture's numbers, by quantity
   * @param computations the definition's in float64, for the same quantities
   */
  public record Example(
      int number,
      String title,
      Map<String, Values> expectations,
      Map<String, Values> computations) {}

  /**
   * The sheet of an operator of the catalogue; one with nothing but its name if it is not there.
   */
  public static OperatorSheet of(String operator, long seed) {
    List<Recipe> recipes = Catalog.recipes(operator);
    if (recipes.isEmpty()) {
      return new OperatorSheet(operator, "", "", "", List.of(), "", List.of(), "", List.of());
    }
    String family = family(recipes.get(0).operator());
    List<CaseSheet> cases = recipes.stream().map(recipe -> sheet(recipe.draw(seed))).toList();
    @Nullable Definition definition = Catalog.definition(recipes.get(0).operator());
    if (definition == null) {
      return new OperatorSheet(operator, family, "", "", List.of(), "", List.of(), "", cases);
    }
    return new OperatorSheet(
        operator,
        family,
        definition.summary(),
        definition.equation(),
        List.of(definition.vjp()),
        definition.shapes(),
        List.of(definition.specialCases()),
        definition.lecture(),
        cases);
  }

  /** Families are packages: the last part of the name. */
  private static String family(Operator operator) {
    String name = operator.getClass().getPackageName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static CaseSheet sheet(Case exam) {
    Map<String, String> operands = new LinkedHashMap<>();
    exam.shapes().forEach((operand, shape) -> operands.put(operand, shape.toString()));
    return new CaseSheet(
        exam.id(),
        attributes(exam.operator()),
        operands,
        exam.cotangent().shape().toString(),
        Cost.forward(exam.operator(), exam.shapes()).total(),
        terms(exam),
        exam.lecture()
            .map(
                lecture ->
                    new Example(
                        lecture.number(), lecture.title(), expectations(exam), computed(exam)))
            .orElse(null));
  }

  /** {@code stride [2, 2] · groups 1}, by the names that an exchange directory has. */
  private static String attributes(Operator operator) {
    List<String> attributes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> attribute : OperatorJson.attributes(operator).properties()) {
      attributes.add(
          attribute.getKey()
              + " "
              + attribute.getValue().toString().replace("\"", "").replace(",", ", "));
    }
    return String.join(" · ", attributes);
  }

  private static Map<String, Integer> terms(Case exam) {
    ReductionArithmetic arithmetic = new ReductionArithmetic();
    Inputs<Reduced> inputs = Evaluation.inputs(exam.operator(), arithmetic, exam.operands());
    Map<String, Integer> terms = new LinkedHashMap<>();
    terms.put(Case.FORWARD, longest(exam.operator().forward(arithmetic, inputs)));
    if (!exam.differentiable().isEmpty()) {
      exam.operator()
          .vjp(arithmetic, inputs, NdArray.from(exam.cotangent(), arithmetic::constant))
          .forEach((operand, gradient) -> terms.put(Case.gradient(operand), longest(gradient)));
    }
    return terms;
  }

  private static int longest(NdArray<Reduced> numbers) {
    int longest = 1;
    for (int i = 0; i < numbers.shape().size(); i++) {
      longest = Math.max(longest, numbers.at(i).terms());
    }
    return longest;
  }

  private static Map<String, Values> computed(Case exam) {
    Map<String, Values> values = new LinkedHashMap<>();
    Evaluation definition = Evaluation.DEFINITION;
    Map<String, Tensor> gradients =
        exam.differentiable().isEmpty()
            ? Map.of()
            : definition.vjp(exam.operator(), exam.operands(), exam.cotangent(), DType.FLOAT64);
    for (String quantity : exam.quantities()) {
      if (exam.expectations().containsKey(quantity)) {
        @Nullable Tensor value =
            quantity.equals(Case.FORWARD)
                ? definition.forward(exam.operator(), exam.operands(), DType.FLOAT64)
                : gradients.get(Case.operandOf(quantity));
        if (value != null) {
          values.put(quantity, Values.of(value));
        }
      }
    }
    return values;
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
