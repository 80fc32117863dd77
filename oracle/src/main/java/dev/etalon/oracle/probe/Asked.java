package dev.etalon.oracle.probe;

import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One implementation, asked for sums of products in one dtype. */
record Asked(Implementation implementation, Workload workload, DType dtype) {
  /** So many questions at a time: a matrix product of an ordinary size. */
  private static final int BATCH = 16;

  /** The answers to questions of equal length. */
  double[] sums(List<Terms> questions) {
    double[] answers = new double[questions.size()];
    for (int from = 0; from < answers.length; from += BATCH) {
      int start = from;
      int count = Math.min(BATCH, answers.length - from);
      double[][] left = rows(i -> questions.get(Math.min(start + i, answers.length - 1)).left());
      double[][] right = rows(i -> questions.get(Math.min(start + i, answers.length - 1)).right());
      double[] products = workload.pairs(implementation, left, right, dtype);
      System.arraycopy(products, 0, answers, from, count);
    }
    return answers;
  }

  private static double[][] rows(java.util.function.IntFunction<double[]> row) {
    return IntStream.range(0, BATCH).mapToObj(row).toArray(double[][]::new);
  }

  double sum(Terms question) {
    return sums(List.of(question))[0];
  }

  /** Whether every answer is what it should be, to the bit. */
  boolean allAre(List<Terms> questions, double expected) {
    return Arrays.stream(sums(questions)).allMatch(answer -> answer == expected);
  }
}
