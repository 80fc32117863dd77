package dev.etalon.reference.convolution.algorithm;

import dev.etalon.reference.arithmetic.OperationCount;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Cost;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Taps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one algorithm costs for the forward pass of a convolution: what the lectures say of it, the
 * exact number that this makes, and what was counted.
 *
 * @param algorithm its name
 * @param time how the lectures state its time, for one channel, W·H positions and a k×k kernel
 * @param space how they state its memory
 * @param multiplications the exact number of multiplications
 * @param workspace the elements of the matrices that it builds for one image
 * @param measured the operations of an evaluation
 */
public record ConvolutionCost(
    String algorithm,
    String time,
    String space,
    long multiplications,
    long workspace,
    OperationCount measured) {

  /**
   * The table for a convolution of operands of the given shapes: a row for the definition and one
   * for every algorithm that is defined for it.
   *
   * @throws dev.etalon.reference.operator.ConstraintViolation if the convolution is not defined for
   *     the shapes
   */
  public static List<ConvolutionCost> table(Convolution convolution, Map<String, Shape> operands) {
    Shape input = operands.get("input");
    Shape output = convolution.outputShape(operands);
    long batch = input.extent(0);
    long pairs = operands.get("weight").until(2).size();
    long taps = convolution.window().kernel().size();
    long positions = output.from(2).size();
    List<ConvolutionCost> rows = new ArrayList<>();
    rows.add(
        new ConvolutionCost(
            "definition",
            "O(WHk²)",
            "O(WH)",
            batch * pairs * meetings(convolution, input, output),
            0,
            Cost.forward(convolution, operands)));
    rows.add(
        new ConvolutionCost(
            "im2row",
            "O(WHk²)",
            "O(WHk²)",
            batch * pairs * positions * taps,
            input.extent(1) * taps * positions,
            Cost.forward(new Im2Row(convolution), operands)));
    if (Toeplitz.isDefinedFor(convolution)) {
      long entries = (long) output.from(1).size() * input.from(1).size();
      rows.add(
          new ConvolutionCost(
              "toeplitz",
              "O(W²H²)",
              "O(W²H²)",
              batch * entries,
              entries,
              Cost.forward(new Toeplitz(convolution), operands)));
    }
    if (Winograd.isDefinedFor(convolution)) {
      long tiles = Winograd.tiles(output);
      rows.add(
          new ConvolutionCost(
              "winograd",
              "less than half of the multiplications",
              "O(WH)",
              Winograd.PRODUCTS * batch * pairs * tiles + Winograd.KERNEL_PRODUCTS * pairs,
              Winograd.PRODUCTS * (input.extent(1) * tiles + pairs),
              Cost.forward(new Winograd(convolution), operands)));
    }
    if (Subsampled.isDefinedFor(convolution)) {
      Convolution dense = new Subsampled(convolution).dense();
      Shape denseOutput = dense.outputShape(operands);
      rows.add(
          new ConvolutionCost(
              "subsampled",
              "O(WHk²) before the subsampling",
              "O(WH)",
              batch * pairs * meetings(dense, input, denseOutput),
              denseOutput.from(1).size(),
              Cost.forward(new Subsampled(convolution), operands)));
    }
    return List.copyOf(rows);
  }

  /** How many pairs of window and kernel positions meet an element of the input. */
  private static long meetings(Convolution convolution, Shape input, Shape output) {
    Taps taps = convolution.window().taps(input.from(2), output.from(2));
    long meetings = 0;
    for (int p = 0; p < taps.positions(); p++) {
      for (int k = 0; k < taps.kernelSize(); k++) {
        meetings += taps.at(p, k) == Taps.PADDING ? 0 : 1;
      }
    }
    return meetings;
  }
}
