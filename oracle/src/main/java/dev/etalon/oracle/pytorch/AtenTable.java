package dev.etalon.oracle.pytorch;

import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Add;
import dev.etalon.reference.composition.Composition;
import dev.etalon.reference.composition.ComputationalGraph;
import dev.etalon.reference.composition.Flatten;
import dev.etalon.reference.composition.Node;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.feature.PolynomialFeatures;
import dev.etalon.reference.feature.RbfKernel;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * PyTorch's own operator for each of ours: one line of ATen text. {@code $name} stands for an
 * operand, or {@code None} where an optional one is not given.
 */
public final class AtenTable {
  private static final Map<Class<? extends Operator>, Row<?>> ROWS = new HashMap<>();

  /** The ATen expression of an operator with its attributes. */
  private interface Row<O> {
    String expression(O operator);
  }

  static {
    row(Softmax.class, op -> "torch.softmax($input, " + op.axis() + ")");
    row(LogSoftmax.class, op -> "torch.log_softmax($input, " + op.axis() + ")");
    row(LogSumExp.class, op -> "torch.logsumexp($input, [" + op.axis() + "])");
    row(CrossEntropy.class, op -> "torch.cross_entropy_loss($input, $target)");
    row(Linear.class, op -> "torch.linear($input, $weight, $bias)");
    row(Relu.class, op -> "torch.relu($input)");
    row(Convolution.class, op -> conv(op.window(), op.groups(), "$weight"));
    row(
        FlippedConvolution.class,
        op ->
            conv(op.window(), op.groups(), "torch.flip($weight, " + kernelAxes(op.window()) + ")"));
    row(
        TransposedConvolution.class,
        op ->
            "torch.conv_transpose%dd($input, $weight, $bias, %s, %s, %s, %d, %s)"
                .formatted(
                    op.window().rank(),
                    stride(op.window()),
                    Script.literal(symmetric(op.window())),
                    op.outputPadding(),
                    op.groups(),
                    dilation(op.window())));
    row(
        MaxPool.class,
        op ->
            "torch.max_pool%dd($input, %s, %s, %s, %s, %s)"
                .formatted(
                    op.window().rank(),
                    kernel(op.window()),
                    stride(op.window()),
                    Script.literal(symmetric(op.window())),
                    dilation(op.window()),
                    bool(op.ceilMode())));
    row(
        AvgPool.class,
        op ->
            "torch.avg_pool%dd($input, %s, %s, %s, %s, %s)"
                .formatted(
                    op.window().rank(),
                    kernel(op.window()),
                    stride(op.window()),
                    Script.literal(symmetric(op.window())),
                    bool(op.ceilMode()),
                    bool(op.countIncludePad())));
    row(Flatten.class, op -> "torch.flatten($input, 1, -1)");
    row(Add.class, op -> "torch.add($input, $other)");
    row(
        PolynomialFeatures.class,
        op ->
            IntStream.rangeClosed(1, op.degree())
                .mapToObj(power -> "torch.pow($input, " + power + ")")
                .collect(Collectors.joining(", ", "torch.stack([", "], -1)")));
    row(
        RbfKernel.class,
        op ->
            ("torch.exp(torch.mul(torch.sum(torch.square("
                    + "torch.sub(torch.unsqueeze($input, 1), torch.unsqueeze($centre, 0))"
                    + "), [2]), %s))")
                .formatted(Script.literal(-op.gamma())));
  }

  private AtenTable() {}

  private static <O extends Operator> void row(Class<O> type, Row<O> row) {
    ROWS.put(type, row);
  }

  /**
   * The script that computes an operator in PyTorch, or nothing if ATen has no such operator.
   *
   * @param operator the operator with its attributes
   * @param given the operands that are given
   */
  public static Optional<Script> script(Operator operator, Collection<String> given) {
    List<String> operands =
        operator.operands().stream().map(Operand::name).filter(given::contains).toList();
    List<String> lines = new ArrayList<>();
    Map<String, String> variables = new HashMap<>();
    operands.forEach(operand -> variables.put(operand, variable(operand)));
    String output = "";
    for (Node node : nodes(operator)) {
      Optional<String> expression =
          expression(
              node.operator(), operand -> variables.getOrDefault(source(node, operand), "None"));
      if (expression.isEmpty()) {
        return Optional.empty();
      }
      output = "after_" + variable(node.name());
      lines.add(output + " = " + expression.get());
      variables.put(node.name(), output);
    }
    lines.add("return " + output);
    return Optional.of(
        new Script(operands.stream().map(AtenTable::variable).toList(), String.join("\n", lines)));
  }

  /** The name of an operand in a script. */
  public static String variable(String operand) {
    return operand.replace('.', '_');
  }

  /** The operations of a composition; those of another operator are itself alone. */
  private static List<Node> nodes(Operator operator) {
    if (operator instanceof ComputationalGraph graph) {
      return graph.nodes();
    }
    if (operator instanceof Composition composition) {
      return composition.graph().nodes();
    }
    return List.of(
        new Node(
            operator.name(), operator, operator.operands().stream().map(Operand::name).toList()));
  }

  /** What a node reads as an operand of its operator; empty if it reads nothing there. */
  private static String source(Node node, String operand) {
    return IntStream.range(0, node.sources().size())
        .filter(k -> node.operand(k).name().equals(operand))
        .mapToObj(node.sources()::get)
        .findFirst()
        .orElse("");
  }

  private static Optional<String> expression(Operator operator, UnaryOperator<String> variableOf) {
    return Optional.ofNullable(ROWS.get(operator.getClass()))
        .map(row -> expression(row, operator))
        .map(
            text -> {
              String filled = text;
              for (Operand operand : operator.operands()) {
                filled = filled.replace("$" + operand.name(), variableOf.apply(operand.name()));
              }
              return filled;
            });
  }

  @SuppressWarnings("unchecked") // a row is stored under its operator's class
  private static <O> String expression(Row<O> row, Operator operator) {
    return row.expression((O) operator);
  }

  /** ATen pads both sides of an axis alike; what one side has more is padded before. */
  private static String conv(Window window, int groups, String weight) {
    int[] even = symmetric(window);
    List<Integer> uneven = new ArrayList<>();
    for (int axis = window.rank() - 1; axis >= 0; axis--) {
      uneven.add(window.axes().get(axis).paddingBefore() - even[axis]);
      uneven.add(window.axes().get(axis).paddingAfter() - even[axis]);
    }
    String input =
        window.isSymmetric() ? "$input" : "torch.constant_pad_nd($input, %s, 0)".formatted(uneven);
    return "torch.conv%dd(%s, %s, $bias, %s, %s, %s, %d)"
        .formatted(
            window.rank(),
            input,
            weight,
            stride(window),
            Script.literal(even),
            dilation(window),
            groups);
  }

  /** What both sides of each axis have in common. */
  private static int[] symmetric(Window window) {
    return window.each(axis -> Math.min(axis.paddingBefore(), axis.paddingAfter()));
  }

  private static String kernel(Window window) {
    return Script.literal(window.each(WindowAxis::kernel));
  }

  private static String stride(Window window) {
    return Script.literal(window.each(WindowAxis::stride));
  }

  private static String dilation(Window window) {
    return Script.literal(window.each(WindowAxis::dilation));
  }

  private static String kernelAxes(Window window) {
    return Script.literal(IntStream.range(2, 2 + window.rank()).toArray());
  }

  private static String bool(boolean value) {
    return value ? "True" : "False";
  }
}
