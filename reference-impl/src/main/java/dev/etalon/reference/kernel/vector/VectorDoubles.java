package dev.etalon.reference.kernel.vector;

import dev.etalon.reference.kernel.lanes.Curve;
import dev.etalon.reference.kernel.lanes.ScalarDoubles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops on vectors. Accumulators are local variables and species are constants, for otherwise
 * the compiler would put every vector on the heap.
 */
final class VectorDoubles extends ScalarDoubles {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 8;
  private static final int COLUMNS = 3 * LANES;

  /** The elements that one loop after the other runs over, and stay in the first-level cache. */
  private static final int STRETCH = 1 << 10;

  /**
   * Whether 24 sums fit into the registers: AVX-512 and ARM have 32 of them. AVX2 has 16, and takes
   * the tile in two halves of 4 rows.
   */
  private static final boolean MANY_REGISTERS = SPECIES.vectorBitSize() != 256;

  @Override
  public int tileRows() {
    return ROWS;
  }

  @Override
  public int tileColumns() {
    return COLUMNS;
  }

  @Override
  public void tile(
      int depth, double[] a, int aAt, double[] b, int bAt, double[] c, int cAt, int stride) {
    if (MANY_REGISTERS) {
      eightRows(depth, a, aAt, b, bAt, c, cAt, stride);
    } else {
      fourRows(depth, a, aAt, b, bAt, c, cAt, stride);
      fourRows(depth, a, aAt + 4, b, bAt, c, cAt + 4 * stride, stride);
    }
  }

  /** The whole tile, one local variable for each vector of sums. */
  private static void eightRows(
      int depth, double[] a, int aAt, double[] b, int bAt, double[] c, int cAt, int stride) {
    int row0 = cAt;
    int row1 = cAt + stride;
    int row2 = cAt + 2 * stride;
    int row3 = cAt + 3 * stride;
    int row4 = cAt + 4 * stride;
    int row5 = cAt + 5 * stride;
    int row6 = cAt + 6 * stride;
    int row7 = cAt + 7 * stride;
    DoubleVector c00 = DoubleVector.fromArray(SPECIES, c, row0);
    DoubleVector c01 = DoubleVector.fromArray(SPECIES, c, row0 + LANES);
    DoubleVector c02 = DoubleVector.fromArray(SPECIES, c, row0 + 2 * LANES);
    DoubleVector c10 = DoubleVector.fromArray(SPECIES, c, row1);
    DoubleVector c11 = DoubleVector.fromArray(SPECIES, c, row1 + LANES);
    DoubleVector c12 = DoubleVector.fromArray(SPECIES, c, row1 + 2 * LANES);
    DoubleVector c20 = DoubleVector.fromArray(SPECIES, c, row2);
    DoubleVector c21 = DoubleVector.fromArray(SPECIES, c, row2 + LANES);
    DoubleVector c22 = DoubleVector.fromArray(SPECIES, c, row2 + 2 * LANES);
    DoubleVector c30 = DoubleVector.fromArray(SPECIES, c, row3);
    DoubleVector c31 = DoubleVector.fromArray(SPECIES, c, row3 + LANES);
    DoubleVector c32 = DoubleVector.fromArray(SPECIES, c, row3 + 2 * LANES);
    DoubleVector c40 = DoubleVector.fromArray(SPECIES, c, row4);
    DoubleVector c41 = DoubleVector.fromArray(SPECIES, c, row4 + LANES);
    DoubleVector c42 = DoubleVector.fromArray(SPECIES, c, row4 + 2 * LANES);
    DoubleVector c50 = DoubleVector.fromArray(SPECIES, c, row5);
    DoubleVector c51 = DoubleVector.fromArray(SPECIES, c, row5 + LANES);
    DoubleVector c52 = DoubleVector.fromArray(SPECIES, c, row5 + 2 * LANES);
    DoubleVector c60 = DoubleVector.fromArray(SPECIES, c, row6);
    DoubleVector c61 = DoubleVector.fromArray(SPECIES, c, row6 + LANES);
    DoubleVector c62 = DoubleVector.fromArray(SPECIES, c, row6 + 2 * LANES);
    DoubleVector c70 = DoubleVector.fromArray(SPECIES, c, row7);
    DoubleVector c71 = DoubleVector.fromArray(SPECIES, c, row7 + LANES);
    DoubleVector c72 = DoubleVector.fromArray(SPECIES, c, row7 + 2 * LANES);
    int aEnd = aAt + depth * ROWS;
    for (int i = aAt, j = bAt; i < aEnd; i += ROWS, j += COLUMNS) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, j);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, j + LANES);
      DoubleVector b2 = DoubleVector.fromArray(SPECIES, b, j + 2 * LANES);
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[i]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[i + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[i + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[i + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[i + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      c42 = a4.fma(b2, c42);
      DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[i + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      c52 = a5.fma(b2, c52);
      DoubleVector a6 = DoubleVector.broadcast(SPECIES, a[i + 6]);
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      c62 = a6.fma(b2, c62);
      DoubleVector a7 = DoubleVector.broadcast(SPECIES, a[i + 7]);
      c70 = a7.fma(b0, c70);
      c71 = a7.fma(b1, c71);
      c72 = a7.fma(b2, c72);
    }
    c00.intoArray(c, row0);
    c01.intoArray(c, row0 + LANES);
    c02.intoArray(c, row0 + 2 * LANES);
    c10.intoArray(c, row1);
    c11.intoArray(c, row1 + LANES);
    c12.intoArray(c, row1 + 2 * LANES);
    c20.intoArray(c, row2);
    c21.intoArray(c, row2 + LANES);
    c22.intoArray(c, row2 + 2 * LANES);
    c30.intoArray(c, row3);
    c31.intoArray(c, row3 + LANES);
    c32.intoArray(c, row3 + 2 * LANES);
    c40.intoArray(c, row4);
    c41.intoArray(c, row4 + LANES);
    c42.intoArray(c, row4 + 2 * LANES);
    c50.intoArray(c, row5);
    c51.intoArray(c, row5 + LANES);
    c52.intoArray(c, row5 + 2 * LANES);
    c60.intoArray(c, row6);
    c61.intoArray(c, row6 + LANES);
    c62.intoArray(c, row6 + 2 * LANES);
    c70.intoArray(c, row7);
    c71.intoArray(c, row7 + LANES);
    c72.intoArray(c, row7 + 2 * LANES);
  }

  /** Half a tile: 12 vectors of sums. */
  private static void fourRows(
      int depth, double[] a, int aAt, double[] b, int bAt, double[] c, int cAt, int stride) {
    int row0 = cAt;
    int row1 = cAt + stride;
    int row2 = cAt + 2 * stride;
    int row3 = cAt + 3 * stride;
    DoubleVector c00 = DoubleVector.fromArray(SPECIES, c, row0);
    DoubleVector c01 = DoubleVector.fromArray(SPECIES, c, row0 + LANES);
    DoubleVector c02 = DoubleVector.fromArray(SPECIES, c, row0 + 2 * LANES);
    DoubleVector c10 = DoubleVector.fromArray(SPECIES, c, row1);
    DoubleVector c11 = DoubleVector.fromArray(SPECIES, c, row1 + LANES);
    DoubleVector c12 = DoubleVector.fromArray(SPECIES, c, row1 + 2 * LANES);
    DoubleVector c20 = DoubleVector.fromArray(SPECIES, c, row2);
    DoubleVector c21 = DoubleVector.fromArray(SPECIES, c, row2 + LANES);
    DoubleVector c22 = DoubleVector.fromArray(SPECIES, c, row2 + 2 * LANES);
    DoubleVector c30 = DoubleVector.fromArray(SPECIES, c, row3);
    DoubleVector c31 = DoubleVector.fromArray(SPECIES, c, row3 + LANES);
    DoubleVector c32 = DoubleVector.fromArray(SPECIES, c, row3 + 2 * LANES);
    int aEnd = aAt + depth * ROWS;
    for (int i = aAt, j = bAt; i < aEnd; i += ROWS, j += COLUMNS) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, j);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, j + LANES);
      DoubleVector b2 = DoubleVector.fromArray(SPECIES, b, j + 2 * LANES);
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[i]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[i + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[i + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[i + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
    }
    c00.intoArray(c, row0);
    c01.intoArray(c, row0 + LANES);
    c02.intoArray(c, row0 + 2 * LANES);
    c10.intoArray(c, row1);
    c11.intoArray(c, row1 + LANES);
    c12.intoArray(c, row1 + 2 * LANES);
    c20.intoArray(c, row2);
    c21.intoArray(c, row2 + LANES);
    c22.intoArray(c, row2 + 2 * LANES);
    c30.intoArray(c, row3);
    c31.intoArray(c, row3 + LANES);
    c32.intoArray(c, row3 + 2 * LANES);
  }

  /** Copies whole vectors; what they copy beyond a run, the next run overwrites. */
  @Override
  public void packRuns(
      double[] from,
      int[] starts,
      int[] lengths,
      int runs,
      int[] along,
      int alongAt,
      int depth,
      double[] to,
      int at,
      int width) {
    if (runs == 1 && lengths[0] == COLUMNS) {
      packPanel(from, starts[0], along, alongAt, depth, to, at, width);
      return;
    }
    for (int k = 0; k < depth; k++) {
      int source = along[alongAt + k];
      int target = at + k * width;
      for (int run = 0; run < runs; run++) {
        int start = source + starts[run];
        int length = lengths[run];
        int i = 0;
        for (; i < length && start + i <= from.length - LANES; i += LANES) {
          DoubleVector.fromArray(SPECIES, from, start + i).intoArray(to, target + i);
        }
        for (; i < length; i++) {
          to[target + i] = from[start + i];
        }
        target += length;
      }
    }
  }

  /** One run that fills the width of a tile. */
  private static void packPanel(
      double[] from,
      int start,
      int[] along,
      int alongAt,
      int depth,
      double[] to,
      int at,
      int width) {
    for (int k = 0; k < depth; k++) {
      int source = along[alongAt + k] + start;
      int target = at + k * width;
      DoubleVector.fromArray(SPECIES, from, source).intoArray(to, target);
      DoubleVector.fromArray(SPECIES, from, source + LANES).intoArray(to, target + LANES);
      DoubleVector.fromArray(SPECIES, from, source + 2 * LANES).intoArray(to, target + 2 * LANES);
    }
  }

  @Override
  public void addDot(
      int count, double[] a, int aAt, double[] b, int bAt, int bStep, double[] to, int toAt) {
    int i = 0;
    if (bStep == 1 && count >= LANES) {
      DoubleVector sums = DoubleVector.zero(SPECIES);
      for (; i <= count - LANES; i += LANES) {
        DoubleVector left = DoubleVector.fromArray(SPECIES, a, aAt + i);
        sums = left.fma(DoubleVector.fromArray(SPECIES, b, bAt + i), sums);
      }
      to[toAt] += lanesOf(sums);
    }
    super.addDot(count - i, a, aAt + i, b, bAt + i * bStep, bStep, to, toAt);
  }

  @Override
  public void addSum(int count, double[] a, int aAt, double[] to, int toAt) {
    int i = 0;
    if (count >= LANES) {
      DoubleVector sums = DoubleVector.zero(SPECIES);
      for (; i <= count - LANES; i += LANES) {
        sums = sums.add(DoubleVector.fromArray(SPECIES, a, aAt + i));
      }
      to[toAt] += lanesOf(sums);
    }
    super.addSum(count - i, a, aAt + i, to, toAt);
  }

  /** The sum of the lanes in an order of its own: reduceLanes may take any. */
  private static double lanesOf(DoubleVector sums) {
    double[] lanes = sums.toArray();
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) {
      sum += lanes[lane];
    }
    return sum;
  }

  @Override
  public void add(int count, double[] from, int fromAt, double[] to, int toAt) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      DoubleVector.fromArray(SPECIES, to, toAt + i)
          .add(DoubleVector.fromArray(SPECIES, from, fromAt + i))
          .intoArray(to, toAt + i);
    }
    super.add(count - i, from, fromAt + i, to, toAt + i);
  }

  @Override
  public void copyPlus(
      int count,
      double[] from,
      int fromAt,
      double[] addend,
      int addendAt,
      double[] to,
      int toAt,
      int toStep) {
    double added = addend[addendAt];
    int i = 0;
    if (toStep == 1) {
      for (; i <= count - LANES; i += LANES) {
        DoubleVector.fromArray(SPECIES, from, fromAt + i).add(added).intoArray(to, toAt + i);
      }
    }
    super.copyPlus(count - i, from, fromAt + i, addend, addendAt, to, toAt + i * toStep, toStep);
  }

  @Override
  public void addScaled(
      int count,
      double[] factor,
      int factorAt,
      double[] from,
      int fromAt,
      int fromStep,
      double[] to,
      int toAt,
      int toStep) {
    int i = 0;
    if (fromStep == 1 && toStep == 1) {
      DoubleVector scale = DoubleVector.broadcast(SPECIES, factor[factorAt]);
      for (; i <= count - LANES; i += LANES) {
        DoubleVector sums = DoubleVector.fromArray(SPECIES, to, toAt + i);
        scale.fma(DoubleVector.fromArray(SPECIES, from, fromAt + i), sums).intoArray(to, toAt + i);
      }
    }
    super.addScaled(
        count - i,
        factor,
        factorAt,
        from,
        fromAt + i * fromStep,
        fromStep,
        to,
        toAt + i * toStep,
        toStep);
  }

  @Override
  public void expMinus(
      int count, double[] from, int fromAt, double[] shift, int shiftAt, double[] to, int toAt) {
    int whole = count - count % LANES;
    DoubleFunctions.exp(shift[shiftAt], whole, from, fromAt, to, toAt);
    super.expMinus(count - whole, from, fromAt + whole, shift, shiftAt, to, toAt + whole);
  }

  @Override
  public void minus(
      int count,
      double[] from,
      int fromAt,
      double[] first,
      int firstAt,
      double[] second,
      int secondAt,
      double[] to,
      int toAt) {
    double one = first[firstAt];
    double two = second[secondAt];
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      DoubleVector.fromArray(SPECIES, from, fromAt + i).sub(one).sub(two).intoArray(to, toAt + i);
    }
    super.minus(count - i, from, fromAt + i, first, firstAt, second, secondAt, to, toAt + i);
  }

  @Override
  public void scale(
      int count, double[] from, int fromAt, double[] factor, int factorAt, double[] to, int toAt) {
    double scale = factor[factorAt];
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      DoubleVector.fromArray(SPECIES, from, fromAt + i).mul(scale).intoArray(to, toAt + i);
    }
    super.scale(count - i, from, fromAt + i, factor, factorAt, to, toAt + i);
  }

  @Override
  public void divide(
      int count,
      double[] from,
      int fromAt,
      double[] divisor,
      int divisorAt,
      double[] to,
      int toAt) {
    double divided = divisor[divisorAt];
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      DoubleVector.fromArray(SPECIES, from, fromAt + i).div(divided).intoArray(to, toAt + i);
    }
    super.divide(count - i, from, fromAt + i, divisor, divisorAt, to, toAt + i);
  }

  @Override
  public void timesMinus(
      int count,
      double[] a,
      int aAt,
      double[] b,
      int bAt,
      double[] shift,
      int shiftAt,
      double[] to,
      int toAt) {
    double shifted = shift[shiftAt];
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      DoubleVector.fromArray(SPECIES, b, bAt + i)
          .sub(shifted)
          .mul(DoubleVector.fromArray(SPECIES, a, aAt + i))
          .intoArray(to, toAt + i);
    }
    super.timesMinus(count - i, a, aAt + i, b, bAt + i, shift, shiftAt, to, toAt + i);
  }

  @Override
  public void addSquares(
      int count, double[] a, int aAt, double[] mean, int meanAt, double[] to, int toAt) {
    double centre = mean[meanAt];
    DoubleVector sums = DoubleVector.zero(SPECIES);
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      DoubleVector distance = DoubleVector.fromArray(SPECIES, a, aAt + i).sub(centre);
      sums = distance.fma(distance, sums);
    }
    to[toAt] += lanesOf(sums);
    super.addSquares(count - i, a, aAt + i, mean, meanAt, to, toAt);
  }

  /**
   * Four at a time, for each waits for the one before it; without NaN, which none compares with.
   */
  @Override
  protected double greatest(int count, double[] a, int aAt) {
    DoubleVector greatest0 = DoubleVector.broadcast(SPECIES, Double.NEGATIVE_INFINITY);
    DoubleVector greatest1 = greatest0;
    DoubleVector greatest2 = greatest0;
    DoubleVector greatest3 = greatest0;
    int i = 0;
    for (; i <= count - 4 * LANES; i += 4 * LANES) {
      DoubleVector a0 = DoubleVector.fromArray(SPECIES, a, aAt + i);
      greatest0 = greatest0.blend(a0, a0.compare(VectorOperators.GT, greatest0));
      DoubleVector a1 = DoubleVector.fromArray(SPECIES, a, aAt + i + LANES);
      greatest1 = greatest1.blend(a1, a1.compare(VectorOperators.GT, greatest1));
      DoubleVector a2 = DoubleVector.fromArray(SPECIES, a, aAt + i + 2 * LANES);
      greatest2 = greatest2.blend(a2, a2.compare(VectorOperators.GT, greatest2));
      DoubleVector a3 = DoubleVector.fromArray(SPECIES, a, aAt + i + 3 * LANES);
      greatest3 = greatest3.blend(a3, a3.compare(VectorOperators.GT, greatest3));
    }
    double[] last = greatest0.max(greatest1).max(greatest2.max(greatest3)).toArray();
    return Math.max(super.greatest(count - i, a, aAt + i), super.greatest(LANES, last, 0));
  }

  @Override
  protected void raise(double[] line, double[] x, int at) {
    int i = 0;
    for (; i <= line.length - LANES; i += LANES) {
      DoubleVector raised = DoubleVector.fromArray(SPECIES, line, i);
      raised.max(DoubleVector.fromArray(SPECIES, x, at + i)).intoArray(line, i);
    }
    for (; i < line.length; i++) {
      line[i] = Math.max(line[i], x[at + i]);
    }
  }

  @Override
  public void curve(
      Curve curve, double[] parameters, int count, double[] x, int xAt, double[] y, int yAt) {
    int whole = count - count % LANES;
    boolean isOneLoop = curve == Curve.RELU || curve == Curve.LEAKY_RELU;
    int longest = isOneLoop ? whole : STRETCH;
    for (int done = 0; done < whole; done += longest) {
      int stretch = Math.min(longest, whole - done);
      int from = xAt + done;
      int to = yAt + done;
      switch (curve) {
        case RELU -> CurvesOfDoubles.relu(stretch, x, from, y, to);
        case LEAKY_RELU -> CurvesOfDoubles.leakyRelu(parameters[0], stretch, x, from, y, to);
        case ELU -> CurvesOfDoubles.elu(parameters[0], parameters[1], stretch, x, from, y, to);
        case SIGMOID -> CurvesOfDoubles.sigmoid(1, stretch, x, from, y, to);
        case TANH -> CurvesOfDoubles.tanh(stretch, x, from, y, to);
        case SOFTPLUS -> CurvesOfDoubles.softplus(parameters[0], stretch, x, from, y, to);
      }
    }
    super.curve(curve, parameters, count - whole, x, xAt + whole, y, yAt + whole);
  }

  @Override
  public void slope(
      Curve curve,
      double[] parameters,
      int count,
      double[] x,
      int xAt,
      double[] upstream,
      int upstreamAt,
      double[] y,
      int yAt) {
    int whole = count - count % LANES;
    for (int done = 0; done < whole; done += STRETCH) {
      int stretch = Math.min(STRETCH, whole - done);
      int from = xAt + done;
      int to = yAt + done;
      switch (curve) {
        case RELU -> CurvesOfDoubles.steps(0, parameters[0], stretch, x, from, y, to);
        case LEAKY_RELU ->
            CurvesOfDoubles.steps(parameters[0], parameters[0], stretch, x, from, y, to);
        case ELU -> CurvesOfDoubles.eluSlope(parameters[0], parameters[1], stretch, x, from, y, to);
        case SIGMOID -> {
          CurvesOfDoubles.sigmoid(1, stretch, x, from, y, to);
          CurvesOfDoubles.timesRest(stretch, y, to);
        }
        case TANH -> {
          CurvesOfDoubles.tanh(stretch, x, from, y, to);
          CurvesOfDoubles.oneMinusSquare(stretch, y, to);
        }
        case SOFTPLUS -> CurvesOfDoubles.sigmoid(parameters[0], stretch, x, from, y, to);
      }
      CurvesOfDoubles.multiply(stretch, upstream, upstreamAt + done, y, to);
    }
    super.slope(
        curve,
        parameters,
        count - whole,
        x,
        xAt + whole,
        upstream,
        upstreamAt + whole,
        y,
        yAt + whole);
  }
}
