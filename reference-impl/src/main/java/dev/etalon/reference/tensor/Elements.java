package dev.etalon.reference.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The elements of a tensor in an array of their own width. Equality is bit for bit. */
sealed interface Elements {
  /** The array itself. */
  Object array();

  int size();

  double at(int offset);

  /** A copy of the elements as doubles. */
  double[] toDoubles();

  /** Of float64 and int64. */
  record Doubles(double[] values) implements Elements {
    @Override
    public Object array() {
      return values;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double at(int offset) {
      return values[offset];
    }

    @Override
    public double[] toDoubles() {
      return values.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Doubles that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /** Of float32. */
  record Floats(float[] values) implements Elements {
    @Override
    public Object array() {
      return values;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double at(int offset) {
      return values[offset];
    }

    @Override
    public double[] toDoubles() {
      return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Floats that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }
}
