package dev.etalon.oracle.lab;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.loss.L2Penalty;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.WindowAxis;
import dev.etalon.reference.window.Windowed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lines of Python to paste into a session in the solution's folder: the smallest input that shows
 * what is wrong, and what should come out.
 */
final class Snippet {
  private static final int MOST_ELEMENTS = 200;

  private Snippet() {}

  /** The lines; empty if there is too much to paste. */
  static String of(Lab lab, String module, Finding finding) {
    Case exam = finding.asked().exam();
    if (finding.asked().size() > MOST_ELEMENTS) {
      return "";
    }
    List<String> lines = new ArrayList<>(List.of("import numpy as np"));
    switch (lab) {
      case LAB2 -> lab2(module, finding, lines);
      case CS231N -> cs231n(module, finding, lines);
      case LAB1, LAB0 -> {
        String function = finding.asked().question().layer();
        lines.add("from %s import %s".formatted(module, function));
        exam.operands().forEach((name, tensor) -> lines.add(name + " = " + array(tensor)));
        String parameters = String.join(", ", exam.operands().keySet());
        lines.add("print(%s(%s))".formatted(function, parameters));
      }
    }
    finding
        .standard()
        .ifPresent(standard -> lines.add("# expected:\n" + comment(standard, finding.quantity())));
    return String.join("\n", lines);
  }

  private static void lab2(String module, Finding finding, List<String> lines) {
    String layer = finding.asked().question().layer();
    Case exam = finding.asked().exam();
    lines.add("from types import SimpleNamespace");
    lines.add("from %s import %s".formatted(module, layer));
    switch (layer) {
      case "SoftmaxCrossEntropyWithLogits" -> {
        lines.add("x = " + array(exam.operands().get("input")));
        lines.add("y = " + array(exam.operands().get("target")));
        lines.add("loss = SoftmaxCrossEntropyWithLogits()");
        lines.add(
            finding.quantity().equals(Case.FORWARD)
                ? "print(loss.forward(x, y))"
                : "loss.forward(x, y)\nprint(loss.backward_inputs(x, y))");
      }
      case "L2Regularizer" -> {
        lines.add("w = " + array(exam.operands().get("weight")));
        lines.add("l2 = L2Regularizer(w, %s, 'l2')".formatted(lambda(exam)));
        lines.add(
            finding.quantity().equals(Case.FORWARD)
                ? "print(l2.forward())"
                : "print(l2.backward_params()[0][1])");
      }
      default -> layer(layer, finding, lines);
    }
  }

  private static void layer(String layer, Finding finding, List<String> lines) {
    Case exam = finding.asked().exam();
    Tensor x = exam.operands().get("input");
    int[] shape = x.shape().extents();
    finding.asked().question().tags().stream()
        .filter(tag -> tag.startsWith("constructor-batch="))
        .forEach(tag -> shape[0] = Integer.parseInt(tag.substring(tag.indexOf('=') + 1)));
    Tensor w = exam.operands().get("weight");
    String arguments =
        switch (layer) {
          case "Convolution" ->
              "%d, %d, 'conv'".formatted(w.shape().extent(0), w.shape().extent(-1));
          case "FC" -> w.shape().extent(0) + ", 'fc'";
          case "MaxPooling" -> "'pool', %d, %d".formatted(axis(exam).kernel(), axis(exam).stride());
          default -> "'layer'";
        };
    lines.add(
        "layer = %s(SimpleNamespace(shape=%s), %s)".formatted(layer, tuple(shape), arguments));
    if (w != null) {
      lines.add("layer.weights[...] = %s.reshape(layer.weights.shape)".formatted(array(w)));
      lines.add(
          "layer.bias[...] = %s.reshape(layer.bias.shape)"
              .formatted(array(exam.operands().get("bias"))));
    }
    lines.add("x = " + array(x));
    if (finding.quantity().equals(Case.FORWARD)) {
      lines.add("print(layer.forward(x))");
      return;
    }
    lines.add("layer.forward(x)");
    lines.add("g = " + array(exam.cotangent()));
    lines.add(
        switch (finding.quantity()) {
          case "grad:input" -> "print(layer.backward_inputs(g))";
          case "grad:weight" -> "print(layer.backward_params(g)[0][1])";
          default -> "print(layer.backward_params(g)[1][1])";
        });
  }

  private static void cs231n(String module, Finding finding, List<String> lines) {
    String layer = finding.asked().question().layer();
    Case exam = finding.asked().exam();
    boolean forward = finding.quantity().equals(Case.FORWARD);
    lines.add("from %s import *".formatted(module));
    lines.add("x = " + array(exam.operands().get("input")));
    if (layer.equals("softmax_loss")) {
      lines.add("y = " + array(exam.operands().get("target")));
      lines.add("print(softmax_loss(x, y)[%d])".formatted(forward ? 0 : 1));
      return;
    }
    String suffix = layer.equals("conv") || layer.equals("max_pool") ? "_naive" : "";
    String arguments = "x";
    if (exam.operands().containsKey("weight")) {
      String transposed = layer.equals("affine") ? ".T" : "";
      lines.add("w = " + array(exam.operands().get("weight")) + transposed);
      lines.add("b = " + array(exam.operands().get("bias")));
      arguments = "x, w, b";
    }
    if (exam.operator() instanceof Windowed) {
      arguments += ", " + window(exam);
    }
    lines.add("out, cache = %s_forward%s(%s)".formatted(layer, suffix, arguments));
    if (forward) {
      lines.add("print(out)");
      return;
    }
    lines.add("g = " + array(exam.cotangent()));
    lines.add("gradients = %s_backward%s(g, cache)".formatted(layer, suffix));
    boolean several = exam.operands().containsKey("weight");
    int place = List.of("grad:input", "grad:weight", "grad:bias").indexOf(finding.quantity());
    lines.add(several ? "print(gradients[%d])".formatted(place) : "print(gradients)");
  }

  /** The window as CS231n takes it. */
  private static String window(Case exam) {
    WindowAxis first = axis(exam);
    if (exam.operator() instanceof Convolution) {
      return "{'stride': %d, 'pad': %d}".formatted(first.stride(), first.paddingBefore());
    }
    WindowAxis second = ((Windowed) exam.operator()).window().axes().get(1);
    return "{'pool_height': %d, 'pool_width': %d, 'stride': %d}"
        .formatted(first.kernel(), second.kernel(), first.stride());
  }

  private static WindowAxis axis(Case exam) {
    return ((Windowed) exam.operator()).window().axes().get(0);
  }

  private static double lambda(Case exam) {
    return ((L2Penalty) exam.operator()).lambda();
  }

  private static String tuple(int... extents) {
    return Arrays.stream(extents)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", extents.length == 1 ? ",)" : ")"));
  }

  private static String array(Tensor tensor) {
    String elements =
        IntStream.range(0, tensor.size())
            .mapToObj(i -> literal(tensor.at(i), tensor.dtype().isFloating()))
            .collect(Collectors.joining(", ", "np.array([", "])"));
    return tensor.shape().rank() == 1
        ? elements
        : elements + ".reshape" + tuple(tensor.shape().extents());
  }

  private static String literal(double value, boolean real) {
    if (!real) {
      return Long.toString((long) value);
    }
    if (Double.isNaN(value)) {
      return "np.nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "np.inf" : "-np.inf";
    }
    return Double.toString(value);
  }

  private static String comment(Standard standard, String quantity) {
    return IntStream.range(0, standard.truth(quantity).size())
        .mapToObj(i -> Marker.number(standard.truth(quantity).at(i).hi()))
        .collect(Collectors.joining(", ", "# ", " of shape " + standard.truth(quantity).shape()));
  }
}
