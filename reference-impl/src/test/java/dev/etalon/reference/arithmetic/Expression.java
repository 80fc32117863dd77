package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random expression that can be evaluated in every number system. */
interface Expression {
  <T> T evaluate(Arithmetic<T> arithmetic, List<T> inputs);

  /** An expression of some inputs, nested to a depth. */
  static Expression random(long seed, int depth, int inputs) {
    return random(new Random(seed), depth, inputs);
  }

  /** Inputs of a dtype around 1, some of them integers. */
  static double[] randomInputs(long seed, int count, DType dtype) {
    Random random = new Random(seed);
    double[] inputs = new double[count];
    for (int i = 0; i < count; i++) {
      inputs[i] =
          random.nextInt(4) == 0 ? random.nextInt(9) - 4 : dtype.round(random.nextGaussian());
    }
    return inputs;
  }

  private static Expression random(Random random, int depth, int inputs) {
    if (depth == 0) {
      int input = random.nextInt(inputs);
      return new Expression() {
        @Override
        public <T> T evaluate(Arithmetic<T> arithmetic, List<T> all) {
          return all.get(input);
        }
      };
    }
    int kind = random.nextInt(14);
    List<Expression> operands = new ArrayList<>();
    int arity = kind < 4 ? 2 + random.nextInt(6) : 2;
    for (int i = 0; i < arity; i++) {
      operands.add(random(random, random.nextInt(depth), inputs));
    }
    return new Expression() {
      @Override
      public <T> T evaluate(Arithmetic<T> arithmetic, List<T> all) {
        List<T> values =
            operands.stream().map(operand -> operand.evaluate(arithmetic, all)).toList();
        return Expression.apply(arithmetic, kind, values);
      }
    };
  }

  private static <T> T apply(Arithmetic<T> arithmetic, int kind, List<T> v) {
    T a = v.get(0);
    T b = v.get(1);
    T square = arithmetic.multiply(a, a);
    return switch (kind) {
      case 0, 1 -> arithmetic.sum(v);
      case 2, 3 -> arithmetic.sum(v.stream().map(x -> arithmetic.multiply(x, b)).toList());
      case 4 -> arithmetic.subtract(a, b);
      case 5 -> arithmetic.multiply(a, b);
      case 6 -> arithmetic.divide(a, b);
      case 7 -> arithmetic.exp(a);
      case 8 -> arithmetic.expm1(a);
      case 9 -> arithmetic.log(arithmetic.add(arithmetic.one(), square));
      case 10 -> arithmetic.log1p(square);
      case 11 -> arithmetic.tanh(a);
      case 12 -> arithmetic.sqrt(square);
      default -> arithmetic.max(a, b);
    };
  }
}
