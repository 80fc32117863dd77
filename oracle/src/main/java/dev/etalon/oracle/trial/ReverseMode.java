package dev.etalon.oracle.trial;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.arithmetic.ReverseArithmetic;
import dev.etalon.reference.arithmetic.ReverseArithmetic.Recorded;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The value of a forward definition and its gradients by reverse mode, in any number system: the
 * hand-written VJP has no part in it.
 *
 * @param value the value
 * @param gradients the gradient of ⟨cotangent, value⟩ by every operand of real numbers
 * @param <S> the number
 */
public record ReverseMode<S>(NdArray<S> value, Map<String, NdArray<S>> gradients) {
  /** Evaluates the forward definition and walks its record backwards. */
  public static <S> ReverseMode<S> of(
      Operator operator, Arithmetic<S> base, Inputs<S> inputs, NdArray<S> cotangent) {
    ReverseArithmetic<S> reverse = new ReverseArithmetic<>(base);
    Map<String, NdArray<Recorded<S>>> numbers = new LinkedHashMap<>();
    inputs
        .numbers()
        .forEach((operand, array) -> numbers.put(operand, array.map(reverse::independent)));
    NdArray<Recorded<S>> output =
        operator.forward(reverse, new Inputs<>(numbers, inputs.indices()));
    List<S> gradients =
        reverse.gradients(
            elements(output).toList(),
            elements(cotangent).toList(),
            numbers.values().stream().flatMap(ReverseMode::elements).toList());
    Map<String, NdArray<S>> byOperand = new LinkedHashMap<>();
    int start = 0;
    for (Map.Entry<String, NdArray<Recorded<S>>> operand : numbers.entrySet()) {
      int from = start;
      byOperand.put(
          operand.getKey(),
          NdArray.generateFlat(operand.getValue().shape(), i -> gradients.get(from + i)));
      start += operand.getValue().size();
    }
    return new ReverseMode<>(output.map(Recorded::value), byOperand);
  }

  private static <T> Stream<T> elements(NdArray<T> array) {
    return IntStream.range(0, array.size()).mapToObj(array::at);
  }
}
