package dev.etalon.oracle.identity;

import dev.etalon.reference.arithmetic.BudgetArithmetic;
import dev.etalon.reference.arithmetic.BudgetArithmetic.Bounded;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One side of an equation: answers of a witness, rearranged and combined. Every number carries how
 * far it may be from the truth; the judge's own float64 arithmetic is accounted for in the same
 * way.
 */
@FunctionalInterface
interface Side {
  /** The arithmetic in which sides are combined. */
  BudgetArithmetic ARITHMETIC = new BudgetArithmetic(DType.FLOAT64);

  /** The numbers, from the answers of a witness. */
  NdArray<Bounded> in(Witness witness);

  /** Numbers that are known exactly. */
  static Side exactly(Tensor tensor) {
    return witness -> NdArray.from(tensor, ARITHMETIC::constant);
  }

  /** The elements of this side in other places. */
  default Side read(Rearrangement rearrangement) {
    return witness -> rearrangement.of(in(witness), ARITHMETIC.zero());
  }

  default Side times(double factor) {
    return map(element -> ARITHMETIC.multiply(ARITHMETIC.constant(factor), element));
  }

  default Side times(Side other) {
    return with(other, ARITHMETIC::multiply);
  }

  default Side plus(Side other) {
    return with(other, ARITHMETIC::add);
  }

  default Side minus(Side other) {
    return with(other, ARITHMETIC::subtract);
  }

  default Side exp() {
    return map(ARITHMETIC::exp);
  }

  private Side map(UnaryOperator<Bounded> function) {
    return witness -> in(witness).map(function);
  }

  private Side with(Side other, BinaryOperator<Bounded> function) {
    return witness -> {
      NdArray<Bounded> a = in(witness);
      NdArray<Bounded> b = other.in(witness);
      return NdArray.generateFlat(a.shape(), i -> function.apply(a.at(i), b.at(i)));
    };
  }

  /** The sums along an axis, which disappears. */
  default Side sum(int axis) {
    return witness -> {
      NdArray<Bounded> terms = in(witness);
      Lines lines = new Lines(terms.shape(), axis);
      return NdArray.generateFlat(
          terms.shape().without(axis), line -> ARITHMETIC.sum(lines.line(terms, line)));
    };
  }

  /** The sum of all elements, as an array of one. */
  default Side total() {
    return witness -> {
      NdArray<Bounded> terms = in(witness);
      return NdArray.scalar(
          ARITHMETIC.sum(IntStream.range(0, terms.size()).mapToObj(terms::at).toList()));
    };
  }

  /** The one number of this side, everywhere in a shape. */
  default Side everywhere(Shape shape) {
    return witness -> {
      Bounded number = in(witness).at(0);
      return NdArray.generateFlat(shape, offset -> number);
    };
  }

  default Side reshaped(Shape shape) {
    return witness -> in(witness).reshape(shape);
  }

  /** Sides one after another along an axis. */
  static Side concatenated(int axis, List<Side> parts) {
    return witness -> {
      List<NdArray<Bounded>> arrays = parts.stream().map(part -> part.in(witness)).toList();
      Shape first = arrays.get(0).shape();
      int extent = first.extent(axis);
      List<Bounded> elements = new ArrayList<>();
      Shape whole =
          first.withExtent(axis, arrays.stream().mapToInt(a -> a.shape().extent(axis)).sum());
      for (int offset = 0; offset < whole.size(); offset++) {
        int[] index = whole.index(offset);
        int part = index[axis] / extent;
        index[axis] %= extent;
        elements.add(arrays.get(part).get(index));
      }
      return NdArray.generateFlat(whole, elements::get);
    };
  }
}
