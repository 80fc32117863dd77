package dev.etalon.reference.operator;

import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The operands that a definition reads: numbers of one number system, and indices.
 *
 * @param numbers the operands of real numbers by name
 * @param indices the index operands by name
 * @param <T> the number
 */
public record Inputs<T>(Map<String, NdArray<T>> numbers, Map<String, NdArray<Integer>> indices) {
  public Inputs {
    numbers = new LinkedHashMap<>(numbers);
    indices = new LinkedHashMap<>(indices);
  }

  /** The operand of real numbers of that name. */
  public NdArray<T> get(String name) {
    return find(name).orElseThrow(() -> new NoSuchElementException("operand '" + name + "'"));
  }

  /** The operand of real numbers of that name, if it was given. */
  public Optional<NdArray<T>> find(String name) {
    return Optional.ofNullable(numbers.get(name));
  }

  /** The index operand of that name. */
  public NdArray<Integer> index(String name) {
    NdArray<Integer> operand = indices.get(name);
    if (operand == null) {
      throw new NoSuchElementException("operand '" + name + "'");
    }
    return operand;
  }

  /** The shape of every operand. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    numbers.forEach((name, operand) -> shapes.put(name, operand.shape()));
    indices.forEach((name, operand) -> shapes.put(name, operand.shape()));
    return shapes;
  }
}
