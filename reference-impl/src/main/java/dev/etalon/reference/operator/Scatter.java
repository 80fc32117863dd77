package dev.etalon.reference.operator;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Accumulation by index: the adjoint of reading ("embed" in the lectures, {@code +=} in code).
 * Every element is one sum over all that was added to it, 0 where nothing was.
 *
 * @param <T> the number
 */
public final class Scatter<T> {
  private final Shape shape;
  private final List<List<T>> terms;

  public Scatter(Shape shape) {
    this.shape = shape;
    this.terms = new ArrayList<>(shape.size());
    for (int offset = 0; offset < shape.size(); offset++) {
      terms.add(new ArrayList<>());
    }
  }

  public Shape shape() {
    return shape;
  }

  public void add(T term, int... index) {
    terms.get(shape.offset(index)).add(term);
  }

  public NdArray<T> sum(Arithmetic<T> arithmetic) {
    return NdArray.generateFlat(shape, offset -> arithmetic.sum(terms.get(offset)));
  }
}
