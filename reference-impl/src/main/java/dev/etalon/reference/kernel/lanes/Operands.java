package dev.etalon.reference.kernel.lanes;

import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The operands of a kernel as arrays of its element type.
 *
 * @param lanes the loops of that type
 * @param tensors the operands by name
 * @param output the shape of the operator's output for them
 * @param results where the kernel's result is to lie
 * @param <A> {@code double[]} or {@code float[]}
 */
public record Operands<A>(
    Lanes<A> lanes, Map<String, Tensor> tensors, Shape output, Results results) {
  /** An array of any content for the result, every element of which has to be written. */
  public A result(int length) {
    return results.take(lanes, length);
  }

  /** Whether an optional operand was given. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** The elements of an operand; read only. */
  public A get(String name) {
    return lanes.view(tensor(name));
  }

  /** The shape of an operand. */
  public Shape shape(String name) {
    return tensor(name).shape();
  }

  /** An operand as it was given. */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new NoSuchElementException("operand '" + name + "'");
    }
    return tensor;
  }
}
