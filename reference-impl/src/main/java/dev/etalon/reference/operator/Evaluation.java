package dev.etalon.reference.operator;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.arithmetic.RoundedArithmetic;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An algorithm, written for every number system, as an implementation: evaluated in the arithmetic
 * of the dtype, rounding after every step and summing in sequence, as the plainest kernel would.
 *
 * @param name its name in the report
 * @param claimed which operators it computes
 * @param algorithm the operator as this algorithm computes it
 * @param arithmeticOf the arithmetic for a dtype
 */
public record Evaluation(
    String name,
    Predicate<Operator> claimed,
    UnaryOperator<Operator> algorithm,
    Function<DType, Arithmetic<Double>> arithmeticOf)
    implements Implementation {
  /** The definitions as they stand. */
  public static final Evaluation DEFINITION =
      new Evaluation("definition", operator -> true, UnaryOperator.identity());

  /** An algorithm in the plain arithmetic of each dtype. */
  public Evaluation(String name, Predicate<Operator> claimed, UnaryOperator<Operator> algorithm) {
    this(name, claimed, algorithm, RoundedArithmetic::of);
  }

  @Override
  public boolean claims(Operator operator) {
    return claimed.test(operator);
  }

  @Override
  public Operator errorModel(Operator operator) {
    return algorithm.apply(operator);
  }

  @Override
  public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
    return forward(algorithm.apply(operator), arithmeticOf.apply(dtype), operands, dtype);
  }

  @Override
  public Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
    return vjp(algorithm.apply(operator), arithmeticOf.apply(dtype), operands, cotangent, dtype);
  }

  /**
   * An operator's value in a number system, as a tensor.
   *
   * @throws ConstraintViolation if an operand is missing, unknown or of the wrong shape
   */
  public static <T> Tensor forward(
      Operator operator, Arithmetic<T> arithmetic, Map<String, Tensor> operands, DType dtype) {
    return operator
        .forward(arithmetic, inputs(operator, arithmetic, operands))
        .toTensor(dtype, arithmetic::value);
  }

  /**
   * An operator's gradients in a number system, as tensors.
   *
   * @throws ConstraintViolation if an operand is missing, unknown or of the wrong shape
   */
  public static <T> Map<String, Tensor> vjp(
      Operator operator,
      Arithmetic<T> arithmetic,
      Map<String, Tensor> operands,
      Tensor cotangent,
      DType dtype) {
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    operator
        .vjp(
            arithmetic,
            inputs(operator, arithmetic, operands),
            NdArray.from(cotangent, arithmetic::constant))
        .forEach((name, g) -> gradients.put(name, g.toTensor(dtype, arithmetic::value)));
    return gradients;
  }

  /**
   * The tensors as inputs in a number system, after the operator's own check of their shapes.
   *
   * @throws ConstraintViolation if an operand is missing, unknown or of the wrong shape
   */
  public static <T> Inputs<T> inputs(
      Operator operator, Arithmetic<T> arithmetic, Map<String, Tensor> operands) {
    return inputs(operator, operands, (name, tensor) -> NdArray.from(tensor, arithmetic::constant));
  }

  /** As above, each operand of real numbers turned into numbers by name. */
  public static <T> Inputs<T> inputs(
      Operator operator,
      Map<String, Tensor> operands,
      BiFunction<String, Tensor, NdArray<T>> numbersOf) {
    outputShape(operator, operands);
    Map<String, NdArray<T>> numbers = new LinkedHashMap<>();
    Map<String, NdArray<Integer>> indices = new LinkedHashMap<>();
    for (Operand operand : operator.operands()) {
      Tensor tensor = operands.get(operand.name());
      if (tensor == null) {
        continue;
      }
      if (operand.isReal()) {
        numbers.put(operand.name(), numbersOf.apply(operand.name(), tensor));
      } else {
        indices.put(operand.name(), NdArray.from(tensor, Double::intValue));
      }
    }
    return new Inputs<>(numbers, indices);
  }

  /**
   * The shape of an operator's output for operands that may be anything.
   *
   * @throws ConstraintViolation if an operand is missing, unknown or of the wrong shape
   */
  public static Shape outputShape(Operator operator, Map<String, Tensor> operands) {
    List<String> known = operator.operands().stream().map(Operand::name).toList();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    operands.forEach(
        (name, tensor) -> {
          ConstraintViolation.require(
              known.contains(name),
              () ->
                  "%s has no operand '%s'; its operands are %s"
                      .formatted(operator.name(), name, known));
          shapes.put(name, tensor.shape());
        });
    for (Operand operand : operator.operands()) {
      ConstraintViolation.require(
          operand.optional() || shapes.containsKey(operand.name()),
          () ->
              "%s needs the operand '%s'; given are %s"
                  .formatted(operator.name(), operand.name(), shapes.keySet()));
    }
    return operator.outputShape(shapes);
  }
}
