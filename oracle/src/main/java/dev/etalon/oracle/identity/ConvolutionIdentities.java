package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Convolution, cross-correlation and transposed convolution. */
final class ConvolutionIdentities {
  private static final String INPUT = "input";
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  /** The first spatial axis of (N, C, spatial…) and of (O, C, kernel…). */
  private static final int SPATIAL = 2;

  private ConvolutionIdentities() {}

  /** A convolution of any kind, and the same with another window and number of groups. */
  private record Kernelled(
      Window window, int groups, BiFunction<Window, Integer, Operator> rebuilt) {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "grouped-is-split",
            "conv_G(x, w) = concat_g conv(x_g, w_g)",
            ConvolutionIdentities::groups),
        new Identity(
            "dilated-is-stuffed",
            "conv_d(x, w) = conv_1(x, w stuffed with d − 1 zeros)",
            ConvolutionIdentities::dilation),
        new Identity(
            "padding-is-explicit",
            "conv_pad(x, w) = conv_0(pad(x), w)",
            ConvolutionIdentities::padding),
        new Identity(
            "cropping-is-explicit",
            "convᵀ_pad(x, w) = crop(convᵀ_0(x, w))",
            ConvolutionIdentities::cropping),
        new Identity(
            "transposed-is-vjp",
            "convᵀ(ȳ, w) = input VJP of conv with cotangent ȳ, and the reverse",
            ConvolutionIdentities::transposition),
        new Identity(
            "transposed-translation",
            "convᵀ(shift_1(x)) = shift_s(convᵀ(x)) away from the border, s the stride",
            ConvolutionIdentities::translation),
        new Identity(
            "unit-kernel",
            "conv(x, δ) = x where the tap δ reads it; convᵀ(x, δ) = x where it writes it",
            ConvolutionIdentities::unitKernel),
        new Identity(
            "flipped-kernel",
            "convolution(x, w) = cross-correlation(x, flip(w))",
            ConvolutionIdentities::flipping),
        new Identity(
            "commutative", "x ∗ w = w ∗ x, fully padded", ConvolutionIdentities::commutativity));
  }

  private static Optional<Kernelled> kernelled(Operator operator) {
    if (operator instanceof Convolution conv) {
      return Optional.of(new Kernelled(conv.window(), conv.groups(), Convolution::new));
    }
    if (operator instanceof FlippedConvolution conv) {
      return Optional.of(new Kernelled(conv.window(), conv.groups(), FlippedConvolution::new));
    }
    if (operator instanceof TransposedConvolution conv) {
      return Optional.of(
          new Kernelled(
              conv.window(),
              conv.groups(),
              (window, groups) -> new TransposedConvolution(window, conv.outputPadding(), groups)));
    }
    return Optional.empty();
  }

  /** Input and output split along the channels; weight and bias along their first axis. */
  private static List<Equation> groups(Case exam) {
    Optional<Kernelled> found = kernelled(exam.operator());
    if (found.isEmpty() || found.get().groups() == 1) {
      return List.of();
    }
    int groups = found.get().groups();
    Question whole = Question.of(exam);
    List<Question> parts = new ArrayList<>();
    List<Tensor> cotangents = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      Question part = whole.of(found.get().rebuilt().apply(found.get().window(), 1));
      for (String operand : exam.differentiable()) {
        part = part.with(operand, part(whole.operand(operand), channelAxis(operand), g, groups));
      }
      parts.add(part);
      cotangents.add(part(exam.cotangent(), channelAxis(INPUT), g, groups));
    }
    List<Equation> equations = new ArrayList<>();
    equations.add(
        new Equation(
            FORWARD,
            whole.forward(),
            Side.concatenated(channelAxis(INPUT), parts.stream().map(Question::forward).toList())));
    for (String operand : exam.differentiable()) {
      equations.add(
          new Equation(
              gradient(operand),
              whole.gradient(operand, exam.cotangent()),
              Side.concatenated(
                  channelAxis(operand),
                  IntStream.range(0, groups)
                      .mapToObj(g -> parts.get(g).gradient(operand, cotangents.get(g)))
                      .toList())));
    }
    return equations;
  }

  private static int channelAxis(String operand) {
    return operand.equals(INPUT) ? 1 : 0;
  }

  private static Tensor part(Tensor tensor, int axis, int part, int parts) {
    int extent = tensor.shape().extent(axis) / parts;
    return Rearrangement.sliced(tensor.shape(), axis, part * extent, (part + 1) * extent)
        .of(tensor);
  }

  private static List<Equation> dilation(Case exam) {
    Optional<Kernelled> found = kernelled(exam.operator());
    if (found.isEmpty()
        || found.get().window().axes().stream().allMatch(axis -> axis.dilation() == 1)
        || !allowsUndilated(exam.operator())) {
      return List.of();
    }
    Window window = found.get().window();
    Window undilated =
        new Window(
            window.axes().stream()
                .map(
                    axis ->
                        new WindowAxis(
                            axis.reach(),
                            axis.stride(),
                            axis.paddingBefore(),
                            axis.paddingAfter(),
                            1))
                .toList());
    Question dilated = Question.of(exam);
    Tensor w = dilated.operand(WEIGHT);
    Rearrangement stuffed = Rearrangement.identity(w.shape());
    for (int i = 0; i < window.rank(); i++) {
      WindowAxis axis = window.axes().get(i);
      stuffed =
          stuffed.then(
              Rearrangement.stuffed(stuffed.to(), SPATIAL + i, axis.dilation(), axis.reach()));
    }
    Rearrangement kept = Rearrangement.identity(stuffed.to());
    for (int i = 0; i < window.rank(); i++) {
      WindowAxis axis = window.axes().get(i);
      kept =
          kept.then(
              Rearrangement.subsampled(kept.to(), SPATIAL + i, axis.dilation(), axis.kernel()));
    }
    Rearrangement ofWeight = kept;
    Question dense =
        dilated
            .of(found.get().rebuilt().apply(undilated, found.get().groups()))
            .with(WEIGHT, stuffed.of(w));
    return related(
        exam,
        dense.forward(),
        operand -> {
          Side gradient = dense.gradient(operand, exam.cotangent());
          return operand.equals(WEIGHT) ? gradient.read(ofWeight) : gradient;
        });
  }

  /** Output padding must be smaller than the stride when there is no dilation to be below. */
  private static boolean allowsUndilated(Operator operator) {
    return !(operator instanceof TransposedConvolution conv)
        || IntStream.range(0, conv.window().rank())
            .allMatch(i -> conv.outputPadding().get(i) < conv.window().axes().get(i).stride());
  }

  /** The case's own results on the left, computed otherwise on the right. */
  private static List<Equation> related(Case exam, Side forward, Function<String, Side> gradient) {
    Question question = Question.of(exam);
    List<Equation> equations = new ArrayList<>();
    equations.add(new Equation(FORWARD, question.forward(), forward));
    for (String operand : exam.differentiable()) {
      equations.add(
          new Equation(
              gradient(operand),
              question.gradient(operand, exam.cotangent()),
              gradient.apply(operand)));
    }
    return equations;
  }

  private static boolean isPadded(Window window) {
    return window.axes().stream().anyMatch(axis -> axis.paddingBefore() + axis.paddingAfter() > 0);
  }

  private static Window unpadded(Window window) {
    int[] none = new int[window.rank()];
    return window.padding(none);
  }

  /** Every spatial axis padded with zeros as the window pads it. */
  private static Rearrangement padded(Shape shape, Window window) {
    Rearrangement padded = Rearrangement.identity(shape);
    for (int i = 0; i < window.rank(); i++) {
      WindowAxis axis = window.axes().get(i);
      padded =
          padded.then(
              Rearrangement.padded(
                  padded.to(), SPATIAL + i, axis.paddingBefore(), axis.paddingAfter()));
    }
    return padded;
  }

  /** Every spatial axis without what the window pads it with. */
  private static Rearrangement cropped(Shape shape, Window window) {
    Rearrangement cropped = Rearrangement.identity(shape);
    for (int i = 0; i < window.rank(); i++) {
      WindowAxis axis = window.axes().get(i);
      int extent = shape.extent(SPATIAL + i);
      cropped =
          cropped.then(
              Rearrangement.sliced(
                  cropped.to(), SPATIAL + i, axis.paddingBefore(), extent - axis.paddingAfter()));
    }
    return cropped;
  }

  private static List<Equation> padding(Case exam) {
    Optional<Kernelled> found = kernelled(exam.operator());
    if (found.isEmpty()
        || exam.operator() instanceof TransposedConvolution
        || !isPadded(found.get().window())) {
      return List.of();
    }
    Window window = found.get().window();
    Question question = Question.of(exam);
    Rearrangement padded = padded(question.operand(INPUT).shape(), window);
    Rearrangement cropped = cropped(padded.to(), window);
    Question explicit =
        question
            .of(found.get().rebuilt().apply(unpadded(window), found.get().groups()))
            .with(INPUT, padded.of(question.operand(INPUT)));
    return related(
        exam,
        explicit.forward(),
        operand -> {
          Side gradient = explicit.gradient(operand, exam.cotangent());
          return operand.equals(INPUT) ? gradient.read(cropped) : gradient;
        });
  }

  private static List<Equation> cropping(Case exam) {
    if (!(exam.operator() instanceof TransposedConvolution conv) || !isPadded(conv.window())) {
      return List.of();
    }
    Question explicit =
        Question.of(exam)
            .of(
                new TransposedConvolution(
                    unpadded(conv.window()), conv.outputPadding(), conv.groups()));
    Rearrangement padded = padded(exam.cotangent().shape(), conv.window());
    Tensor cotangent = padded.of(exam.cotangent());
    // the bias is added to what is cropped too, but its cotangent there is 0
    return related(
        exam,
        explicit.forward().read(cropped(padded.to(), conv.window())),
        operand -> explicit.gradient(operand, cotangent));
  }

  private static List<Equation> transposition(Case exam) {
    Question question = Question.of(exam).without(BIAS);
    Question adjoint;
    if (exam.operator() instanceof Convolution conv) {
      Shape input = question.operand(INPUT).shape();
      List<Integer> outputPadding =
          IntStream.range(0, conv.window().rank())
              .mapToObj(i -> leftOver(conv.window().axes().get(i), input.extent(SPATIAL + i)))
              .toList();
      adjoint = question.of(new TransposedConvolution(conv.window(), outputPadding, conv.groups()));
    } else if (exam.operator() instanceof TransposedConvolution conv) {
      adjoint = question.of(new Convolution(conv.window(), conv.groups()));
    } else {
      return List.of();
    }
    Tensor x = question.operand(INPUT);
    Tensor y = exam.cotangent();
    Question reversed = adjoint.with(INPUT, y);
    if (!reversed.outputShape().equals(x.shape())) {
      // an output padding of a stride or more leaves room for another window
      return List.of();
    }
    return List.of(
        new Equation(FORWARD, question.forward(), reversed.gradient(INPUT, x)),
        new Equation(gradient(INPUT), question.gradient(INPUT, y), reversed.forward()),
        new Equation(gradient(WEIGHT), question.gradient(WEIGHT, y), reversed.gradient(WEIGHT, x)));
  }

  /** How many elements at the end of an input the stride leaves unread. */
  private static int leftOver(WindowAxis axis, int extent) {
    return (extent + axis.paddingBefore() + axis.paddingAfter() - axis.reach()) % axis.stride();
  }

  /**
   * The input is rotated by one; outputs that the border, or what came round it, reaches are left.
   */
  private static List<Equation> translation(Case exam) {
    if (!(exam.operator() instanceof TransposedConvolution conv)) {
      return List.of();
    }
    Question original = Question.of(exam);
    Shape input = original.operand(INPUT).shape();
    Shape output = exam.cotangent().shape();
    Rearrangement shifted = Rearrangement.identity(input);
    Rearrangement here = Rearrangement.identity(output);
    Rearrangement before = here;
    boolean anywhere = false;
    for (int i = 0; i < conv.window().rank(); i++) {
      WindowAxis window = conv.window().axes().get(i);
      int axis = SPATIAL + i;
      int extent = input.extent(axis);
      int[] interior =
          IntStream.range(window.stride(), output.extent(axis))
              .filter(o -> isReachedFrom(window, o, 1, extent - 1))
              .toArray();
      if (interior.length > 0) {
        anywhere = true;
        shifted = shifted.then(Rearrangement.rolled(input, axis, 1));
        int[] previous = Arrays.stream(interior).map(o -> o - window.stride()).toArray();
        before = before.then(Rearrangement.along(here.to(), axis, previous));
        here = here.then(Rearrangement.along(here.to(), axis, interior));
      }
    }
    Question moved = original.with(INPUT, shifted.of(original.operand(INPUT)));
    return anywhere
        ? List.of(
            new Equation(FORWARD, moved.forward().read(here), original.forward().read(before)))
        : List.of();
  }

  /** Whether every p that would stamp output o, in an unbounded input, lies in first … last. */
  private static boolean isReachedFrom(WindowAxis window, int o, int first, int last) {
    return IntStream.range(0, window.kernel())
        .map(k -> o - window.source(0, k))
        .filter(distance -> distance % window.stride() == 0)
        .map(distance -> Math.floorDiv(distance, window.stride()))
        .allMatch(p -> p >= first && p <= last);
  }

  /** One tap of weight 1 that takes input channel i of each group to its output channel i. */
  private static List<Equation> unitKernel(Case exam) {
    Optional<Kernelled> found = kernelled(exam.operator());
    if (found.isEmpty()) {
      return List.of();
    }
    Question question = Question.of(exam).without(BIAS);
    boolean transposed = exam.operator() instanceof TransposedConvolution;
    Tensor w = question.operand(WEIGHT);
    Tensor x = question.operand(INPUT);
    Shape kernel = w.shape().from(SPATIAL);
    int tap = kernel.size() - 1;
    Tensor unit =
        Tensor.generate(
            w.dtype(),
            w.shape(),
            offset -> {
              int[] index = w.shape().index(offset);
              int group = w.shape().extent(0) / found.get().groups();
              int k = kernel.offset(Arrays.copyOfRange(index, SPATIAL, index.length));
              return k == tap && index[0] % group == index[1] ? 1 : 0;
            });
    int[] corner = kernel.index(exam.operator() instanceof FlippedConvolution ? 0 : tap);
    Shape output = exam.cotangent().shape();
    Rearrangement read = channels(x.shape(), output.extent(1), found.get().groups());
    for (int i = 0; i < kernel.rank(); i++) {
      WindowAxis axis = found.get().window().axes().get(i);
      int k = corner[i];
      int extent = x.shape().extent(SPATIAL + i);
      read =
          read.then(
              Rearrangement.along(
                  read.to(),
                  SPATIAL + i,
                  IntStream.range(0, output.extent(SPATIAL + i))
                      .map(p -> transposed ? writer(axis, p, k) : axis.source(p, k))
                      .map(p -> p >= 0 && p < extent ? p : Rearrangement.NONE)
                      .toArray()));
    }
    return List.of(
        new Equation(FORWARD, question.with(WEIGHT, unit).forward(), Side.exactly(x).read(read)));
  }

  /** The channels of the input that become those of the output, group by group. */
  private static Rearrangement channels(Shape input, int outputs, int groups) {
    int in = input.extent(1) / groups;
    int out = outputs / groups;
    return Rearrangement.along(
        input,
        1,
        IntStream.range(0, outputs)
            .map(o -> o % out < in ? o / out * in + o % out : Rearrangement.NONE)
            .toArray());
  }

  /** The position whose tap k writes output o, if there is one. */
  private static int writer(WindowAxis axis, int o, int k) {
    int distance = o - axis.source(0, k);
    return Math.floorMod(distance, axis.stride()) == 0
        ? Math.floorDiv(distance, axis.stride())
        : Rearrangement.NONE;
  }

  private static List<Equation> flipping(Case exam) {
    if (!(exam.operator() instanceof FlippedConvolution conv)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor w = question.operand(WEIGHT);
    Rearrangement flipped = Rearrangement.identity(w.shape());
    for (int i = 0; i < conv.window().rank(); i++) {
      flipped = flipped.then(Rearrangement.flipped(w.shape(), SPATIAL + i));
    }
    Rearrangement flip = flipped;
    Question correlation =
        question.of(new Convolution(conv.window(), conv.groups())).with(WEIGHT, flip.of(w));
    return related(
        exam,
        correlation.forward(),
        operand -> {
          Side gradient = correlation.gradient(operand, exam.cotangent());
          return operand.equals(WEIGHT) ? gradient.read(flip) : gradient;
        });
  }

  /** The first channel of the input with the first kernel, each in the other's place. */
  private static List<Equation> commutativity(Case exam) {
    if (!(exam.operator() instanceof FlippedConvolution)) {
      return List.of();
    }
    Tensor x = firstChannel(exam.operands().get(INPUT));
    Tensor w = firstChannel(exam.operands().get(WEIGHT));
    return List.of(
        new Equation(FORWARD, fullConvolution(x, w).forward(), fullConvolution(w, x).forward()));
  }

  private static Tensor firstChannel(Tensor tensor) {
    Rearrangement item = Rearrangement.sliced(tensor.shape(), 0, 0, 1);
    return item.then(Rearrangement.sliced(item.to(), 1, 0, 1)).of(tensor);
  }

  private static Question fullConvolution(Tensor x, Tensor w) {
    int[] kernel = w.shape().from(SPATIAL).extents();
    int[] border = Arrays.stream(kernel).map(extent -> extent - 1).toArray();
    return new Question(
        new FlippedConvolution(Window.of(kernel).padding(border), 1), Map.of(INPUT, x, WEIGHT, w));
  }
}
