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
import dev.etalon.reference.composition.Add;
import dev.etalon.reference.composition.Composition;
import dev.etalon.reference.composition.ComputationalGraph;
import dev.etalon.reference.composition.Flatten;
import dev.etalon.reference.composition.Node;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.convolution.Fold;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.convolution.Unfold;
import dev.etalon.reference.feature.PolynomialFeatures;
import dev.etalon.reference.feature.RbfKernel;
import dev.etalon.reference.feature.SignedWeight;
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
import dev.etalon.reference.pooling.AdaptiveAvgPool;
import dev.etalon.reference.pooling.AdaptiveMaxPool;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalAvgPool;
import dev.etalon.reference.pooling.GlobalMaxPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.pooling.MaxUnpool;
import dev.etalon.reference.pooling.TieRule;
import dev.etalon.reference.resampling.Crop;
import dev.etalon.reference.resampling.Pad;
import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.resampling.UpsampleNearest;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
  private static final Map<Class<? extends Operator>, Absence<?>> ABSENCES = new HashMap<>();

  /** The ATen expression of an operator with its attributes. */
  private interface Row<O> {
    String expression(O operator);
  }

  /** Why ATen lacks an operator with certain attributes, if it does. */
  private interface Absence<O> {
    Optional<String> reason(O operator);
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
            conv(
                op.window(),
                op.groups(),
                "torch.flip($weight, " + spatial(op.window().rank()) + ")"));
    row(
        TransposedConvolution.class,
        op ->
            cropped(
                op.window(),
                "torch.conv_transpose%dd($input, $weight, $bias, %s, %s, %s, %d, %s)"
                    .formatted(
                        op.window().rank(),
                        stride(op.window()),
                        Script.literal(symmetric(op.window())),
                        op.outputPadding(),
                        op.groups(),
                        dilation(op.window()))));
    row(Unfold.class, op -> unfold(op.window()));
    absence(Unfold.class, op -> image(op.window().rank()));
    row(Fold.class, op -> fold(op.window(), op.spatial()));
    absence(Fold.class, op -> image(op.window().rank()));
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
    absence(MaxPool.class, op -> padding(op.window()).or(() -> first(op.ties())));
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
    absence(AvgPool.class, op -> padding(op.window()).or(() -> dense(op.window())));
    row(
        AdaptiveMaxPool.class,
        op ->
            "(torch.adaptive_max_pool%dd($input, %s))[0]".formatted(op.spatialAxes(), op.output()));
    absence(AdaptiveMaxPool.class, op -> first(op.ties()));
    row(
        AdaptiveAvgPool.class,
        op -> "torch.adaptive_avg_pool%dd($input, %s)".formatted(op.spatialAxes(), op.output()));
    row(
        GlobalMaxPool.class,
        op ->
            switch (op.ties()) {
              case FIRST ->
                  "(torch.adaptive_max_pool%dd($input, %s))[0]"
                      .formatted(op.spatialAxes(), Collections.nCopies(op.spatialAxes(), 1));
              case SPLIT -> "torch.amax($input, %s, True)".formatted(spatial(op.spatialAxes()));
            });
    row(
        GlobalAvgPool.class,
        op -> "torch.mean($input, %s, True)".formatted(spatial(op.spatialAxes())));
    row(MaxUnpool.class, op -> unpool(op.spatial()));
    row(
        Pad.class,
        op ->
            "torch.constant_pad_nd($input, %s, %s)"
                .formatted(margins(op.before(), op.after()), Script.literal(op.value())));
    row(Crop.class, op -> crop(op.before(), op.after()));
    row(UpsampleNearest.class, op -> upsample(op.name(), op.size(), ""));
    row(UpsampleLinear.class, op -> upsample(op.name(), op.size(), bool(op.alignCorners()) + ", "));
    // the axis more lets a batch of scalars be flattened too
    row(Flatten.class, op -> "torch.flatten(torch.unsqueeze($input, -1), 1, -1)");
    row(Add.class, op -> "torch.add($input, $other)");
    row(
        PolynomialFeatures.class,
        op ->
            IntStream.rangeClosed(1, op.degree())
                .mapToObj(power -> "torch.pow($input, " + power + ")")
                .collect(Collectors.joining(", ", "torch.stack([", "], -1)")));
    row(
        SignedWeight.class,
        op ->
            "torch.unsqueeze(torch.mul($input, "
                + "torch.reshape(torch.sub(torch.mul($target, 2), 1), [-1])), 0)");
    row(
        RbfKernel.class,
        op ->
            ("torch.exp(torch.mul(torch.sum(torch.square("
                    + "torch.sub(torch.unsqueeze($input, 1), torch.unsqueeze($centre, 0))"
                    + "), [2]), %s))")
                .formatted(Script.literal(-op.gamma())));
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
                "torch.relu(torch.rsub(torch.mul($input, torch.sub(torch.mul($target, 2), 1)),"
                    + " 1))"));
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

  private static <O extends Operator> void absence(Class<O> type, Absence<O> absence) {
    ABSENCES.put(type, absence);
  }

  /** Why ATen has no counterpart of an operator with its attributes, if it has none. */
  public static Optional<String> absence(Operator operator) {
    return nodes(operator).stream()
        .flatMap(node -> ownAbsence(node.operator()).stream())
        .findFirst();
  }

  private static Optional<String> ownAbsence(Operator operator) {
    return ROWS.containsKey(operator.getClass())
        ? Optional.ofNullable(ABSENCES.get(operator.getClass()))
            .flatMap(absence -> reason(absence, operator))
        : Optional.of("ATen has no such operator");
  }

  @SuppressWarnings("unchecked") // an absence is stored under its operator's class
  private static <O> Optional<String> reason(Absence<O> absence, Operator operator) {
    return absence.reason((O) operator);
  }

  /**
   * The script that computes an operator in PyTorch, or nothing if ATen has no such operator.
   *
   * @param operator the operator with its attributes
   * @param given the operands that are given
   */
  public static Optional<Script> script(Operator operator, Collection<String> given) {
    if (absence(operator).isPresent()) {
      return Optional.empty();
    }
    List<String> operands =
        operator.operands().stream().map(Operand::name).filter(given::contains).toList();
    List<String> lines = new ArrayList<>();
    Map<String, String> variables = new HashMap<>();
    operands.forEach(operand -> variables.put(operand, variable(operand)));
    List<Node> nodes = nodes(operator);
    for (Node node : nodes) {
      String output = "after_" + variable(node.name());
      boolean last = node == nodes.get(nodes.size() - 1);
      lines.add(
          (last ? "return " : output + " = ")
              + expression(
                  node.operator(),
                  operand -> variables.getOrDefault(source(node, operand), "None")));
      variables.put(node.name(), output);
    }
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

  private static String expression(Operator operator, UnaryOperator<String> variableOf) {
    String text = expression(ROWS.get(operator.getClass()), operator);
    for (Operand operand : operator.operands()) {
      text = text.replace("$" + operand.name(), variableOf.apply(operand.name()));
    }
    return text;
  }

  @SuppressWarnings("unchecked") // a row is stored under its operator's class
  private static <O> String expression(Row<O> row, Operator operator) {
    return row.expression((O) operator);
  }

  private static String conv(Window window, int groups, String weight) {
    return "torch.conv%dd(%s, %s, $bias, %s, %s, %s, %d)"
        .formatted(
            window.rank(),
            padded(window),
            weight,
            stride(window),
            Script.literal(symmetric(window)),
            dilation(window),
            groups);
  }

  /** ATen knows im2col of images only; a line is an image of one row. */
  private static String unfold(Window window) {
    Window image = image(window);
    return "torch.im2col(%s, %s, %s, %s, %s)"
        .formatted(
            window.rank() == 2
                ? padded(window)
                : "torch.unsqueeze(%s, 2)".formatted(padded(window)),
            kernel(image),
            dilation(image),
            Script.literal(symmetric(image)),
            stride(image));
  }

  private static String fold(Window window, List<Integer> spatial) {
    Window image = image(window);
    List<Integer> extents = new ArrayList<>(spatial);
    for (int axis = 0; axis < spatial.size(); axis++) {
      WindowAxis along = window.axes().get(axis);
      extents.set(axis, spatial.get(axis) + Math.abs(along.paddingBefore() - along.paddingAfter()));
    }
    if (window.rank() == 1) {
      extents.add(0, 1);
    }
    String folded =
        "torch.col2im($input, %s, %s, %s, %s, %s)"
            .formatted(
                extents,
                kernel(image),
                dilation(image),
                Script.literal(symmetric(image)),
                stride(image));
    return cropped(window, window.rank() == 2 ? folded : "torch.squeeze(%s, 2)".formatted(folded));
  }

  /** A window over a line as one over an image of one row. */
  private static Window image(Window window) {
    List<WindowAxis> axes = new ArrayList<>(window.axes());
    if (window.rank() == 1) {
      axes.add(0, new WindowAxis(1, 1, 0, 0, 1));
    }
    return new Window(axes);
  }

  private static String unpool(List<Integer> spatial) {
    return switch (spatial.size()) {
      case 1 ->
          "torch.squeeze(torch.max_unpool2d(torch.unsqueeze($input, 2), "
              + "torch.unsqueeze($indices, 2), [1, %d]), 2)".formatted(spatial.get(0));
      case 2 -> "torch.max_unpool2d($input, $indices, %s)".formatted(spatial);
      default ->
          "torch.max_unpool3d($input, $indices, %s, [1, 1, 1], [0, 0, 0])".formatted(spatial);
    };
  }

  private static String crop(List<Integer> before, List<Integer> after) {
    String block = "$input";
    for (int axis = 0; axis < before.size(); axis++) {
      String end = after.get(axis) == 0 ? "None" : "-" + after.get(axis);
      block =
          "torch.slice(%s, %d, %d, %s, 1)"
              .formatted(block, axis - before.size(), before.get(axis), end);
    }
    return block;
  }

  private static String upsample(String name, Resize size, String alignCorners) {
    String extents = size instanceof Resize.To to ? to.extents().toString() : "None";
    String factors = size instanceof Resize.By by ? by.factors().toString() : "None";
    return "torch.%s($input, %s, %s%s)".formatted(name, extents, alignCorners, factors);
  }

  /** The input with what one side of an axis is padded more, which ATen's windows cannot say. */
  private static String padded(Window window) {
    return window.isSymmetric()
        ? "$input"
        : "torch.constant_pad_nd($input, %s, 0)".formatted(uneven(window, 1));
  }

  /** An output without what one side of an axis is padded more. */
  private static String cropped(Window window, String output) {
    return window.isSymmetric()
        ? output
        : "torch.constant_pad_nd(%s, %s, 0)".formatted(output, uneven(window, -1));
  }

  private static List<Integer> uneven(Window window, int sign) {
    int[] even = symmetric(window);
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    for (int axis = 0; axis < window.rank(); axis++) {
      before.add(sign * (window.axes().get(axis).paddingBefore() - even[axis]));
      after.add(sign * (window.axes().get(axis).paddingAfter() - even[axis]));
    }
    return margins(before, after);
  }

  /** ATen lists margins from the last axis to the first. */
  private static List<Integer> margins(List<Integer> before, List<Integer> after) {
    List<Integer> margins = new ArrayList<>();
    for (int axis = before.size() - 1; axis >= 0; axis--) {
      margins.add(before.get(axis));
      margins.add(after.get(axis));
    }
    return margins;
  }

  private static Optional<String> image(int spatialAxes) {
    return spatialAxes <= 2
        ? Optional.empty()
        : Optional.of("ATen unfolds and folds nothing of more than two spatial axes");
  }

  private static Optional<String> padding(Window window) {
    if (!window.isSymmetric()) {
      return Optional.of("ATen's pooling pads both sides of an axis alike");
    }
    return window.axes().stream().allMatch(axis -> 2 * axis.paddingBefore() <= axis.kernel())
        ? Optional.empty()
        : Optional.of("ATen's pooling pads by at most half the kernel");
  }

  private static Optional<String> dense(Window window) {
    return window.axes().stream().allMatch(axis -> axis.dilation() == 1)
        ? Optional.empty()
        : Optional.of("ATen's avg_pool has no dilation");
  }

  private static Optional<String> first(TieRule ties) {
    return ties == TieRule.FIRST
        ? Optional.empty()
        : Optional.of(
            "ATen's pooling remembers one index for each window: tied maxima cannot share");
  }

  /** The spatial axes after N and C. */
  private static String spatial(int axes) {
    return Script.literal(IntStream.range(2, 2 + axes).toArray());
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

  private static String bool(boolean value) {
    return value ? "True" : "False";
  }
}
