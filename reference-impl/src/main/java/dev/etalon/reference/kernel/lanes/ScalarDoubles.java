package dev.etalon.reference.kernel.lanes;

import java.util.Arrays;

/**
 * The loops in plain Java, which any virtual machine runs. The tile is small enough to keep its
 * sums in sixteen registers.
 */
public class ScalarDoubles extends DoubleArrays {
  private static final int ROWS = 4;
  private static final int COLUMNS = 2;

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
    double c00 = 0;
    double c01 = 0;
    double c10 = 0;
    double c11 = 0;
    double c20 = 0;
    double c21 = 0;
    double c30 = 0;
    double c31 = 0;
    for (int k = 0; k < depth; k++) {
      double b0 = b[bAt + COLUMNS * k];
      double b1 = b[bAt + COLUMNS * k + 1];
      double a0 = a[aAt + ROWS * k];
      c00 += a0 * b0;
      c01 += a0 * b1;
      double a1 = a[aAt + ROWS * k + 1];
      c10 += a1 * b0;
      c11 += a1 * b1;
      double a2 = a[aAt + ROWS * k + 2];
      c20 += a2 * b0;
      c21 += a2 * b1;
      double a3 = a[aAt + ROWS * k + 3];
      c30 += a3 * b0;
      c31 += a3 * b1;
    }
    c[cAt] += c00;
    c[cAt + 1] += c01;
    c[cAt + stride] += c10;
    c[cAt + stride + 1] += c11;
    c[cAt + 2 * stride] += c20;
    c[cAt + 2 * stride + 1] += c21;
    c[cAt + 3 * stride] += c30;
    c[cAt + 3 * stride + 1] += c31;
  }

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
    for (int k = 0; k < depth; k++) {
      int source = along[alongAt + k];
      int target = at + k * width;
      for (int run = 0; run < runs; run++) {
        int start = source + starts[run];
        int length = lengths[run];
        for (int i = 0; i < length; i++) {
          to[target + i] = from[start + i];
        }
        target += length;
      }
    }
  }

  @Override
  public final void packEach(
      double[] from,
      int[] across,
      int acrossAt,
      int count,
      int[] along,
      int alongAt,
      int depth,
      double[] to,
      int at,
      int width) {
    int k = 0;
    while (k < depth) {
      int start = along[alongAt + k];
      int length = 1;
      while (k + length < depth && along[alongAt + k + length] == start + length) {
        length++;
      }
      int target = at + k * width;
      int j = 0;
      for (; j <= count - 8; j += 8) {
        packEight(from, start, across, acrossAt + j, length, to, target + j, width);
      }
      for (; j < count; j++) {
        int source = start + across[acrossAt + j];
        for (int i = 0; i < length; i++) {
          to[target + i * width + j] = from[source + i];
        }
      }
      k += length;
    }
  }

  /** Eight columns of elements that lie side by side along the depth. */
  private static void packEight(
      double[] from,
      int start,
      int[] across,
      int acrossAt,
      int length,
      double[] to,
      int at,
      int width) {
    int source0 = start + across[acrossAt];
    int source1 = start + across[acrossAt + 1];
    int source2 = start + across[acrossAt + 2];
    int source3 = start + across[acrossAt + 3];
    int source4 = start + across[acrossAt + 4];
    int source5 = start + across[acrossAt + 5];
    int source6 = start + across[acrossAt + 6];
    int source7 = start + across[acrossAt + 7];
    for (int i = 0, target = at; i < length; i++, target += width) {
      to[target] = from[source0 + i];
      to[target + 1] = from[source1 + i];
      to[target + 2] = from[source2 + i];
      to[target + 3] = from[source3 + i];
      to[target + 4] = from[source4 + i];
      to[target + 5] = from[source5 + i];
      to[target + 6] = from[source6 + i];
      to[target + 7] = from[source7 + i];
    }
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
    if (toStep == 1) {
      for (int i = 0; i < count; i++) {
        to[toAt + i] = from[fromAt + i] + added;
      }
    } else {
      for (int i = 0; i < count; i++) {
        to[toAt + i * toStep] = from[fromAt + i] + added;
      }
    }
  }

  @Override
  public void add(int count, double[] from, int fromAt, double[] to, int toAt) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i];
    }
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
    double scale = factor[factorAt];
    if (fromStep == 1 && toStep == 1) {
      for (int i = 0; i < count; i++) {
        to[toAt + i] += scale * from[fromAt + i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        to[toAt + i * toStep] += scale * from[fromAt + i * fromStep];
      }
    }
  }

  @Override
  public void addDot(
      int count, double[] a, int aAt, double[] b, int bAt, int bStep, double[] to, int toAt) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[aAt + i] * b[bAt + i * bStep];
    }
    to[toAt] += sum;
  }

  @Override
  public void addSum(int count, double[] a, int aAt, double[] to, int toAt) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[aAt + i];
    }
    to[toAt] += sum;
  }

  private static double valueOf(Curve curve, double[] parameters, double x) {
    return switch (curve) {
      case RELU -> Math.max(0, x);
      case LEAKY_RELU -> x > 0 || x != x ? x : parameters[0] * x;
      case ELU -> parameters[1] * (x >= 0 || x != x ? x : parameters[0] * expm1(x));
      case SIGMOID -> sigmoid(x);
      case TANH -> tanh(x);
      case SOFTPLUS -> {
        double z = parameters[0] * x;
        yield (z < 0 ? log1p(exp(z)) : z + log1p(exp(-z))) / parameters[0];
      }
    };
  }

  private static double sigmoid(double x) {
    double e = exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  private static double slopeOf(Curve curve, double[] parameters, double x) {
    return switch (curve) {
      case RELU -> x > 0 || x != x ? 1 : x == 0 ? parameters[0] : 0;
      case LEAKY_RELU -> x > 0 || x != x ? 1 : parameters[0];
      case ELU -> parameters[1] * (x >= 0 || x != x ? 1 : parameters[0] * exp(x));
      case SIGMOID -> {
        double y = sigmoid(x);
        yield (1 - y) * y;
      }
      case TANH -> {
        double y = tanh(x);
        yield 1 - y * y;
      }
      case SOFTPLUS -> sigmoid(parameters[0] * x);
    };
  }

  @Override
  public void curve(
      Curve curve, double[] parameters, int count, double[] x, int xAt, double[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = valueOf(curve, parameters, x[xAt + i]);
    }
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
    for (int i = 0; i < count; i++) {
      y[yAt + i] = upstream[upstreamAt + i] * slopeOf(curve, parameters, x[xAt + i]);
    }
  }

  @Override
  public final void copy(
      int count, double[] from, int fromAt, int fromStep, double[] to, int toAt, int toStep) {
    if (fromStep == 1 && toStep == 1) {
      System.arraycopy(from, fromAt, to, toAt, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[toAt + i * toStep] = from[fromAt + i * fromStep];
    }
  }

  @Override
  public final void stabilizer(int count, double[] a, int aAt, double[] to, int toAt) {
    double greatest = greatest(count, a, aAt);
    to[toAt] = Double.isFinite(greatest) ? greatest : 0;
  }

  /** The greatest of a stretch; of one that holds NaN, any number or NaN. */
  protected double greatest(int count, double[] a, int aAt) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      greatest = Math.max(greatest, a[aAt + i]);
    }
    return greatest;
  }

  @Override
  public void expMinus(
      int count, double[] from, int fromAt, double[] shift, int shiftAt, double[] to, int toAt) {
    double shifted = shift[shiftAt];
    for (int i = 0; i < count; i++) {
      to[toAt + i] = exp(from[fromAt + i] - shifted);
    }
  }

  @Override
  public final void log(double[] a, int at) {
    a[at] = log(a[at]);
  }

  @Override
  public final void squareRoot(double[] a, int at) {
    a[at] = squareRoot(a[at]);
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
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from[fromAt + i] - one - two;
    }
  }

  @Override
  public void scale(
      int count, double[] from, int fromAt, double[] factor, int factorAt, double[] to, int toAt) {
    double scale = factor[factorAt];
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from[fromAt + i] * scale;
    }
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
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from[fromAt + i] / divided;
    }
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
    for (int i = 0; i < count; i++) {
      to[toAt + i] = a[aAt + i] * (b[bAt + i] - shifted);
    }
  }

  @Override
  public void addSquares(
      int count, double[] a, int aAt, double[] mean, int meanAt, double[] to, int toAt) {
    double centre = mean[meanAt];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double distance = a[aAt + i] - centre;
      sum += distance * distance;
    }
    to[toAt] += sum;
  }

  @Override
  public final void interpolate(
      int[] lower, double[] weights, double[] x, int xAt, double[] y, int yAt) {
    for (int i = 0; i < lower.length; i++) {
      int source = xAt + lower[i];
      double upper = weights[2 * i + 1];
      double value = weights[2 * i] * x[source];
      y[yAt + i] = upper == 0 ? value : value + upper * x[source + 1];
    }
  }

  @Override
  public final void addInterpolated(
      int[] lower, double[] weights, double[] upstream, int upstreamAt, double[] gradient, int at) {
    for (int i = 0; i < lower.length; i++) {
      int source = at + lower[i];
      double upper = weights[2 * i + 1];
      gradient[source] += weights[2 * i] * upstream[upstreamAt + i];
      if (upper != 0) {
        gradient[source + 1] += upper * upstream[upstreamAt + i];
      }
    }
  }

  /** First over the rows of a cell, element by element, and then along what is left. */
  @Override
  public final void greatest(Cells cells, double[] x, int xAt, double[] y, int yAt) {
    Cells.Axis width = cells.width();
    double[] line = new double[width.extent()];
    int at = yAt;
    for (int d = 0; d < cells.depth().cells(); d++) {
      for (int h = 0; h < cells.height().cells(); h++) {
        Arrays.fill(line, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < cells.depth().count()[d]; i++) {
          for (int j = 0; j < cells.height().count()[h]; j++) {
            raise(line, x, xAt + start(cells, d, i, h, j));
          }
        }
        for (int w = 0; w < width.cells(); w++) {
          int first = width.first()[w];
          double greatest = line[first];
          for (int k = 1; k < width.count()[w]; k++) {
            greatest = Math.max(greatest, line[first + k * width.step()]);
          }
          y[at++] = greatest;
        }
      }
    }
  }

  private static int start(Cells cells, int d, int i, int h, int j) {
    int plane = cells.depth().first()[d] + i * cells.depth().step();
    int row = cells.height().first()[h] + j * cells.height().step();
    return (plane * cells.height().extent() + row) * cells.width().extent();
  }

  /** line[i] = max(line[i], x[i]). */
  protected void raise(double[] line, double[] x, int at) {
    for (int i = 0; i < line.length; i++) {
      line[i] = Math.max(line[i], x[at + i]);
    }
  }

  @Override
  public final void addToGreatest(
      Cells cells,
      boolean split,
      double[] x,
      int xAt,
      double[] upstream,
      int upstreamAt,
      double[] gradient,
      int at) {
    int from = upstreamAt;
    for (int d = 0; d < cells.depth().cells(); d++) {
      for (int h = 0; h < cells.height().cells(); h++) {
        for (int w = 0; w < cells.width().cells(); w++) {
          int first = cells.width().first()[w];
          int count = cells.width().count()[w];
          int step = cells.width().step();
          double greatest = Double.NEGATIVE_INFINITY;
          int winner = -1;
          int ties = 0;
          for (int i = 0; i < cells.depth().count()[d]; i++) {
            for (int j = 0; j < cells.height().count()[h]; j++) {
              int start = start(cells, d, i, h, j) + first;
              for (int k = 0; k < count; k++) {
                double element = x[xAt + start + k * step];
                if (winner < 0
                    || element > greatest
                    || (element != element && greatest == greatest)) {
                  greatest = element;
                  winner = start + k * step;
                  ties = 1;
                } else if (isTie(element, greatest)) {
                  ties++;
                }
              }
            }
          }
          double share = upstream[from++];
          if (!split || ties == 1) {
            gradient[at + winner] += share;
            continue;
          }
          share /= ties;
          for (int i = 0; i < cells.depth().count()[d]; i++) {
            for (int j = 0; j < cells.height().count()[h]; j++) {
              int start = start(cells, d, i, h, j) + first;
              for (int k = 0; k < count; k++) {
                if (isTie(x[xAt + start + k * step], greatest)) {
                  gradient[at + start + k * step] += share;
                }
              }
            }
          }
        }
      }
    }
  }

  private static boolean isTie(double element, double greatest) {
    return element == greatest || (element != element && greatest != greatest);
  }

  /** First over the rows of a cell, element by element, and then along what is left. */
  @Override
  public final void means(
      Cells cells, double[] divisors, double[] x, int xAt, double[] y, int yAt) {
    Cells.Axis width = cells.width();
    double[] line = new double[width.extent()];
    int at = 0;
    for (int d = 0; d < cells.depth().cells(); d++) {
      for (int h = 0; h < cells.height().cells(); h++) {
        Arrays.fill(line, 0);
        for (int i = 0; i < cells.depth().count()[d]; i++) {
          for (int j = 0; j < cells.height().count()[h]; j++) {
            add(line.length, x, xAt + start(cells, d, i, h, j), line, 0);
          }
        }
        for (int w = 0; w < width.cells(); w++) {
          int first = width.first()[w];
          double sum = 0;
          for (int k = 0; k < width.count()[w]; k++) {
            sum += line[first + k * width.step()];
          }
          y[yAt + at] = sum / divisors[at];
          at++;
        }
      }
    }
  }

  @Override
  public final void addMeans(
      Cells cells,
      double[] divisors,
      double[] upstream,
      int upstreamAt,
      double[] gradient,
      int at) {
    int cell = 0;
    for (int d = 0; d < cells.depth().cells(); d++) {
      for (int h = 0; h < cells.height().cells(); h++) {
        for (int w = 0; w < cells.width().cells(); w++) {
          int first = at + cells.width().first()[w];
          int count = cells.width().count()[w];
          int step = cells.width().step();
          double share = upstream[upstreamAt + cell] / divisors[cell];
          cell++;
          for (int i = 0; i < cells.depth().count()[d]; i++) {
            for (int j = 0; j < cells.height().count()[h]; j++) {
              int start = first + start(cells, d, i, h, j);
              for (int k = 0; k < count; k++) {
                gradient[start + k * step] += share;
              }
            }
          }
        }
      }
    }
  }
}
