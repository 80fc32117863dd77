package dev.etalon.oracle.pytorch;

import dev.etalon.reference.activation.Elu;
import dev.etalon.reference.activation.LeakyRelu;
import dev.etalon.reference.activation.Maxout;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.activation.Selu;
import dev.etalon.reference.activation.Sigmoid;
import dev.etalon.reference.activation.Softplus;
import dev.etalon.reference.activation.Tanh;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Flatten;
import dev.etalon.reference.composition.Layer;
import dev.etalon.reference.composition.Sequential;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.loss.BinaryCrossEntropyWithLogits;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.loss.GaussianNll;
import dev.etalon.reference.loss.HingeLoss;
import dev.etalon.reference.loss.KlDivergence;
import dev.etalon.reference.loss.L2Penalty;
import dev.etalon.reference.loss.MseLoss;
import dev.etalon.reference.loss.NllLoss;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.loss.Target;
import dev.etalon.reference.loss.ZeroOneLoss;
import dev.etalon.reference.normalization.BatchNorm;
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
    losses();
    row(Linear.class, op -> "torch.linear($input, $weight, $bias)");
    activations();
    row(
        BatchNorm.class,
        op ->
            "torch.batch_norm($input, $weight, $bias, $running_mean, $running_var, %s, 0.1, %s, False)"
                .formatted(
                    bool(op.statistics() == BatchNorm.Statistics.BATCH),
                    Script.literal(op.epsilon())));
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
  }

  private AtenTable() {}

  private static void losses() {
    row(
        NllLoss.class,
        op ->
            "torch.nll_loss_nd($input, $target, $weight, %d, %d)"
                .formatted(code(op.reduction()), op.target().ignoreIndex()));
    row(
        CrossEntropy.class,
        op ->
            "torch.cross_entropy_loss($input, $target, $weight, %d, %d, 0.0)"
                .formatted(
                    code(op.reduction()),
                    op.target() instanceof Target.Classes classes
                        ? classes.ignoreIndex()
                        : Target.Classes.DEFAULT_IGNORE_INDEX));
    row(
        BinaryCrossEntropyWithLogits.class,
        op ->
            "torch.binary_cross_entropy_with_logits($input, $target, None, None, %d)"
                .formatted(code(op.reduction())));
    row(MseLoss.class, op -> "torch.mse_loss($input, $target, %d)".formatted(code(op.reduction())));
    row(
        GaussianNll.class,
        op ->
            reduced(
                op.reduction(),
                "torch.add(torch.mul(torch.square(torch.sub($input, $target)), 0.5), %s)"
                    .formatted(Script.literal(Math.log(2 * Math.PI) / 2))));
    row(
        KlDivergence.class,
        op ->
            "torch.kl_div($input, $target, %d, log_target=False)".formatted(code(op.reduction())));
    row(
        HingeLoss.class,
        op ->
            reduced(
                op.reduction(),
                "torch.relu(torch.rsub(torch.mul($input, torch.sub(torch.mul($target, 2), 1)), 1))"));
    row(
        ZeroOneLoss.class,
        op ->
            reduced(
                op.reduction(),
                "torch.type_as(torch.ne(%s, $target), $input)"
                    .formatted(
                        op.prediction() == ZeroOneLoss.Prediction.ARGMAX
                            ? "torch.argmax($input, 1)"
                            : "torch.gt($input, 0)")));
    row(
        L2Penalty.class,
        op ->
            "torch.mul(torch.sum(torch.square($weight)), %s)"
                .formatted(Script.literal(op.coefficient())));
  }

  private static void activations() {
    // both are max(0, x); at 0 autograd gives relu the slope 0 and clamp_min the slope 1
    row(
        Relu.class,
        op -> op.slopeAtZero() == 0 ? "torch.relu($input)" : "torch.clamp_min($input, 0)");
    row(
        LeakyRelu.class,
        op -> "torch.leaky_relu($input, %s)".formatted(Script.literal(op.negativeSlope())));
    row(
        Elu.class,
        op ->
            "torch.elu($input, %s, %s)"
                .formatted(Script.literal(op.alpha()), Script.literal(op.scale())));
    row(Selu.class, op -> "torch.selu($input)");
    row(Sigmoid.class, op -> "torch.sigmoid($input)");
    row(Tanh.class, op -> "torch.tanh($input)");
    row(Softplus.class, op -> "torch.softplus($input, %s)".formatted(Script.literal(op.beta())));
    row(
        Maxout.class,
        op -> "torch.max(torch.unflatten($input, 1, [-1, %d]), 2)[0]".formatted(op.pieces()));
  }

  /** PyTorch's number of a reduction. */
  private static int code(Reduction reduction) {
    return switch (reduction) {
      case NONE -> 0;
      case MEAN -> 1;
      case SUM -> 2;
    };
  }

  private static String reduced(Reduction reduction, String losses) {
    return switch (reduction) {
      case NONE -> losses;
      case MEAN -> "torch.mean(%s)".formatted(losses);
      case SUM -> "torch.sum(%s)".formatted(losses);
    };
  }

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
    if (operator instanceof Sequential chain) {
      String flowing = variable(Sequential.INPUT);
      for (Layer layer : chain.layers()) {
        String input = flowing;
        Optional<String> expression =
            expression(
                layer.operator(),
                operand ->
                    operand.equals(layer.operator().operands().get(0).name())
                        ? input
                        : variableOrNone(layer.name() + "." + operand, given));
        if (expression.isEmpty()) {
          return Optional.empty();
        }
        flowing = "after_" + variable(layer.name());
        lines.add(flowing + " = " + expression.get());
      }
      lines.add("return " + flowing);
    } else {
      Optional<String> expression = expression(operator, operand -> variableOrNone(operand, given));
      if (expression.isEmpty()) {
        return Optional.empty();
      }
      lines.add("return " + expression.get());
    }
    return Optional.of(
        new Script(operands.stream().map(AtenTable::variable).toList(), String.join("\n", lines)));
  }

  /** The name of an operand in a script. */
  public static String variable(String operand) {
    return operand.replace('.', '_');
  }

  private static String variableOrNone(String operand, Collection<String> given) {
    return given.contains(operand) ? variable(operand) : "None";
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
