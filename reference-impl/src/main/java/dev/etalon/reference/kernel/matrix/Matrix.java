package dev.etalon.reference.kernel.matrix;

/**
 * A matrix seen in an array: element (i, j) is {@code elements[rows[i] + columns[j]]}.
 *
 * @param elements the array
 * @param rows the offset of each row
 * @param columns the offset of each column
 * @param <A> {@code double[]} or {@code float[]}
 */
public record Matrix<A>(A elements, int[] rows, int[] columns) {
  /** The same elements with rows and columns exchanged. */
  public Matrix<A> transposed() {
    return new Matrix<>(elements, columns, rows);
  }
}
