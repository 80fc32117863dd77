package dev.etalon.oracle.gradcheck;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.ReverseMode;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.arithmetic.ExtendedArithmetic;
import dev.etalon.reference.arithmetic.ReverseArithmetic;
import dev.etalon.reference.arithmetic.ReverseArithmetic.Recorded;
import dev.etalon.reference.arithmetic.TracingArithmetic;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.numbers.core.DD;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A random direction through a case, and the true derivative of its gradients along it.
 *
 * @param exam the case
 * @param point its operands on a grid on which every step is exact in the dtype
 * @param direction the direction, by operand
 * @param scale the part of the direction that meets no kink on either side; 0 if there is none
 * @param truth the derivative of each gradient along the direction, at the point
 */
record SecondOrder(
    Case exam,
    Map<String, Tensor> point,
    Map<String, double[]> direction,
    double scale,
    Map<String, NdArray<DD>> truth) {
  /** Halvings of the step that stay on the grid. */
  static final int LEVELS = 10;

  private static final double FIRST_STEP = 0.25;
  private static final double SHRINK = 1.0 / 8;
  private static final double LEAST_SCALE = 0x1p-9;

  /** FIRST_STEP · ½ · LEAST_SCALE halved {@value #LEVELS} times. */
  private static final double GRID = 0x1p-22;

  private static final long SEED = 0x2d0;

  static SecondOrder of(Standard standard) {
    Case exam = standard.exam();
    UniformRandomProvider random =
        RandomSource.XO_SHI_RO_256_PP.create(new long[] {SEED, exam.id().hashCode()});
    Map<String, Tensor> point = new LinkedHashMap<>(exam.operands());
    Map<String, double[]> direction = new LinkedHashMap<>();
    for (String operand : exam.differentiable()) {
      Tensor x = exam.operands().get(operand);
      double[] onGrid = x.toArray();
      double[] steps = new double[x.size()];
      for (int i = 0; i < steps.length; i++) {
        double grid = Math.rint(x.at(i) / GRID) * GRID;
        double step = (random.nextBoolean() ? 1 : -1) * FIRST_STEP / (random.nextBoolean() ? 1 : 2);
        if (canMove(x.at(i), grid, standard.dtype())) {
          onGrid[i] = grid;
          steps[i] = step;
        }
      }
      point.put(operand, Tensor.of(x.dtype(), x.shape(), onGrid));
      direction.put(operand, steps);
    }
    SecondOrder unscaled = new SecondOrder(exam, point, direction, 0, Map.of());
    return new SecondOrder(
        exam, point, direction, unscaled.smoothScale(), unscaled.differentiated());
  }

  /** Elements too great for the grid, and those that it would change much, stay where they are. */
  private static boolean canMove(double x, double grid, DType dtype) {
    return Double.isFinite(x)
        && (Math.abs(x) + 1) * dtype.unitRoundoff() <= GRID
        && Math.abs(grid - x) <= Math.abs(x) * 0x1p-10;
  }

  private double smoothScale() {
    Piece here = piece(0);
    for (double part = 1; part >= LEAST_SCALE; part *= SHRINK) {
      if (piece(part).equals(here) && piece(-part).equals(here)) {
        return part;
      }
    }
    return 0;
  }

  /** What has to be the same at two points for no kink and no pole to lie between them. */
  private record Piece(List<Integer> decisions, boolean isFinite) {}

  private Piece piece(double part) {
    TracingArithmetic tracing = new TracingArithmetic();
    NdArray<Double> value =
        exam.operator().forward(tracing, Evaluation.inputs(exam.operator(), tracing, at(part)));
    boolean isFinite = true;
    for (int i = 0; i < value.size(); i++) {
      isFinite &= Double.isFinite(value.at(i));
    }
    return new Piece(tracing.decisions(), isFinite);
  }

  /** Reverse over reverse: the record of the first walk back is itself walked back. */
  private Map<String, NdArray<DD>> differentiated() {
    ReverseArithmetic<DD> outer = new ReverseArithmetic<>(ExtendedArithmetic.INSTANCE);
    Inputs<Recorded<DD>> inputs = Evaluation.inputs(exam.operator(), outer, point);
    Map<String, NdArray<Recorded<DD>>> gradients =
        ReverseMode.of(
                exam.operator(), outer, inputs, NdArray.from(exam.cotangent(), outer::constant))
            .gradients();
    List<Recorded<DD>> outputs = new ArrayList<>();
    List<DD> weights = new ArrayList<>();
    List<Recorded<DD>> numbers = new ArrayList<>();
    direction.forEach(
        (operand, steps) -> {
          for (int i = 0; i < steps.length; i++) {
            outputs.add(gradients.get(operand).at(i));
            weights.add(DD.of(steps[i]));
            numbers.add(inputs.get(operand).at(i));
          }
        });
    List<DD> second = outer.gradients(outputs, weights, numbers);
    Map<String, NdArray<DD>> byOperand = new LinkedHashMap<>();
    int start = 0;
    for (String operand : direction.keySet()) {
      int from = start;
      byOperand.put(
          operand, NdArray.generateFlat(point.get(operand).shape(), i -> second.get(from + i)));
      start += direction.get(operand).length;
    }
    return byOperand;
  }

  /** The operands, a part of the direction away from the point. */
  Map<String, Tensor> at(double part) {
    Map<String, Tensor> moved = new LinkedHashMap<>(point);
    direction.forEach(
        (operand, steps) -> {
          double[] elements = point.get(operand).toArray();
          for (int i = 0; i < elements.length; i++) {
            elements[i] += part * steps[i];
          }
          Tensor x = point.get(operand);
          moved.put(operand, Tensor.of(x.dtype(), x.shape(), elements));
        });
    return moved;
  }

  /** A bound on the error of each element of each gradient, on the way. */
  Map<String, double[]> noise(Standard judged) {
    Map<String, double[]> noise = new LinkedHashMap<>();
    for (double part : new double[] {-scale, 0, scale}) {
      judged
          .analysis()
          .vjp(judged.errorModel(), at(part), judged.exam().cotangent())
          .forEach(
              (operand, budget) ->
                  noise.merge(
                      operand,
                      budget,
                      (one, other) -> {
                        double[] greater = new double[one.length];
                        for (int i = 0; i < greater.length; i++) {
                          greater[i] = Math.max(one[i], other[i]);
                        }
                        return greater;
                      }));
    }
    noise.replaceAll(
        (operand, budget) -> {
          double[] more = budget.clone();
          for (int i = 0; i < more.length; i++) {
            more[i] += DType.FLOAT64.smallestNormal();
          }
          return more;
        });
    return noise;
  }

  /** Whether every second derivative by an operand is 0. */
  boolean isZero(String operand) {
    NdArray<DD> second = truth.get(operand);
    for (int i = 0; i < second.size(); i++) {
      if (second.at(i).hi() != 0) {
        return false;
      }
    }
    return true;
  }
}
