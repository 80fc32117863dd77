package dev.etalon.reference.normalization;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code batch_norm}. The update of running statistics in training is no part of it: that is state,
 * and not the function that is differentiated.
 *
 * @param statistics whose mean and variance normalize
 * @param epsilon what is added to the variance, not negative; PyTorch's default is 1e-5
 */
@Definition(
    summary = "Brings each channel to mean 0 and variance 1, then scales and shifts it.",
    equation =
        "y[n,c,s] = w[c]·x̂[n,c,s] + b[c], x̂[n,c,s] = (x[n,c,s] − μ[c]) / √(σ²[c] + ε);"
            + " in training μ[c] = (1/M) Σ_ns x[n,c,s], σ²[c] = (1/M) Σ_ns (x[n,c,s] − μ[c])²,"
            + " M = N·spatial; in inference the running mean and variance",
    vjp = {
      "x̄[n,c,s] = w[c]/√(σ²[c] + ε) · (ȳ[n,c,s] − (1/M)·b̄[c] − x̂[n,c,s]·(1/M)·w̄[c]) in training,"
          + " where w̄ and b̄ are taken as if both were given",
      "x̄[n,c,s] = w[c]/√(σ²[c] + ε) · ȳ[n,c,s] in inference",
      "w̄[c] = Σ_ns ȳ[n,c,s]·x̂[n,c,s]",
      "b̄[c] = Σ_ns ȳ[n,c,s]"
    },
    shapes =
        "input (N, C, spatial…), weight (C), bias (C), running_mean (C), running_var (C) → input",
    specialCases = {
      "without weight w = 1, without bias b = 0",
      "the variance is the biased one, over M; PyTorch's running variance is the unbiased one",
      "in training one element per channel has no variance: that is refused",
      "a constant channel gives b: ε keeps the division defined",
      "running statistics have no gradient; in training they are refused"
    },
    lecture = "Unaprijedni modeli: normalizacija po grupi (batch normalization)")
public record BatchNorm(Statistics statistics, double epsilon) implements Operator {
  /** PyTorch's ε. */
  public static final double DEFAULT_EPSILON = 1e-5;

  private static final String INPUT = "input";
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";
  private static final String RUNNING_MEAN = "running_mean";
  private static final String RUNNING_VAR = "running_var";

  /** Whose mean and variance normalize. */
  public enum Statistics {
    /** Those of the input: training. */
    BATCH,
    /** Those gathered before: inference. */
    RUNNING
  }

  /**
   * @throws ConstraintViolation if ε is negative or not a number
   */
  public BatchNorm {
    ConstraintViolation.require(
        epsilon >= 0,
        () -> "batch_norm has epsilon = %s; allowed are 0 and more".formatted(epsilon));
  }

  /** With PyTorch's ε. */
  public BatchNorm(Statistics statistics) {
    this(statistics, DEFAULT_EPSILON);
  }

  @Override
  public String name() {
    return "batch_norm";
  }

  @Override
  public List<Operand> operands() {
    return List.of(
        Operand.differentiable(INPUT),
        Operand.optional(WEIGHT),
        Operand.optional(BIAS),
        Operand.optionalConstant(RUNNING_MEAN),
        Operand.optionalConstant(RUNNING_VAR));
  }

  @Override
  public Set<String> affineIn() {
    return statistics == Statistics.BATCH ? Set.of(WEIGHT, BIAS) : Set.of(INPUT, WEIGHT, BIAS);
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get(INPUT);
    ConstraintViolation.require(
        input.rank() >= 2,
        () -> "batch_norm needs an input of shape (N, C, …); given is %s".formatted(input));
    Shape channels = Shape.of(input.extent(1));
    for (String name : List.of(WEIGHT, BIAS, RUNNING_MEAN, RUNNING_VAR)) {
      Shape given = operands.get(name);
      ConstraintViolation.require(
          given == null || given.equals(channels),
          () ->
              "batch_norm needs a %s of shape %s, one for each channel; given is %s"
                  .formatted(name, channels, given));
    }
    boolean running = operands.containsKey(RUNNING_MEAN) && operands.containsKey(RUNNING_VAR);
    boolean anyRunning = operands.containsKey(RUNNING_MEAN) || operands.containsKey(RUNNING_VAR);
    if (statistics == Statistics.RUNNING) {
      ConstraintViolation.require(
          running, () -> "batch_norm in inference needs both running_mean and running_var");
    } else {
      ConstraintViolation.require(
          !anyRunning,
          () ->
              "batch_norm in training takes its statistics from the input; leave out running_mean"
                  + " and running_var");
      ConstraintViolation.require(
          perChannel(input) > 1,
          () ->
              "batch_norm in training needs more than one element per channel to have a variance;"
                  + " given is %s: use a larger batch, or the running statistics".formatted(input));
    }
    return input;
  }

  /** M = N·spatial. */
  private static int perChannel(Shape input) {
    return input.extent(0) * input.from(2).size();
  }

  /** The elements of channel c. */
  private static <T> List<T> channel(NdArray<T> array, int c) {
    List<T> elements = new ArrayList<>();
    for (int n = 0; n < array.shape().extent(0); n++) {
      for (int s = 0; s < array.shape().extent(2); s++) {
        elements.add(array.get(n, c, s));
      }
    }
    return elements;
  }

  /**
   * One channel, normalized.
   *
   * @param scale 1 / √(σ² + ε)
   * @param elements x̂, in the order of {@link #channel}
   */
  private record Normalized<T>(T scale, List<T> elements) {}

  private <T> Normalized<T> normalize(
      Arithmetic<T> arithmetic, Inputs<T> inputs, List<T> x, int c) {
    boolean training = statistics == Statistics.BATCH;
    T mean = training ? mean(arithmetic, x) : inputs.get(RUNNING_MEAN).at(c);
    List<T> centred = x.stream().map(element -> arithmetic.subtract(element, mean)).toList();
    T variance =
        training
            ? mean(arithmetic, centred.stream().map(d -> arithmetic.multiply(d, d)).toList())
            : inputs.get(RUNNING_VAR).at(c);
    T deviation = arithmetic.sqrt(arithmetic.add(variance, arithmetic.constant(epsilon)));
    T scale = arithmetic.divide(arithmetic.one(), deviation);
    return new Normalized<>(
        scale, centred.stream().map(d -> arithmetic.multiply(d, scale)).toList());
  }

  private static <T> T mean(Arithmetic<T> arithmetic, List<T> elements) {
    return arithmetic.divide(arithmetic.sum(elements), arithmetic.constant(elements.size()));
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get(INPUT).flattenFrom(2);
    List<List<T>> channels = new ArrayList<>();
    for (int c = 0; c < x.shape().extent(1); c++) {
      Optional<T> weight = parameter(inputs, WEIGHT, c);
      Optional<T> bias = parameter(inputs, BIAS, c);
      List<T> outputs = new ArrayList<>();
      for (T normalized : normalize(arithmetic, inputs, channel(x, c), c).elements()) {
        T scaled = weight.map(w -> arithmetic.multiply(w, normalized)).orElse(normalized);
        outputs.add(bias.map(b -> arithmetic.add(scaled, b)).orElse(scaled));
      }
      channels.add(outputs);
    }
    return joined(channels, x.shape()).reshape(inputs.get(INPUT).shape());
  }

  private static <T> Optional<T> parameter(Inputs<T> inputs, String name, int c) {
    return inputs.find(name).map(parameter -> parameter.at(c));
  }

  /** The inverse of {@link #channel} for all channels. */
  private static <T> NdArray<T> joined(List<List<T>> channels, Shape shape) {
    return NdArray.generate(shape, i -> channels.get(i[1]).get(i[0] * shape.extent(2) + i[2]));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get(INPUT).flattenFrom(2);
    NdArray<T> g = cotangent.flattenFrom(2);
    List<List<T>> gradInput = new ArrayList<>();
    List<T> gradWeight = new ArrayList<>();
    List<T> gradBias = new ArrayList<>();
    for (int c = 0; c < x.shape().extent(1); c++) {
      Normalized<T> normalized = normalize(arithmetic, inputs, channel(x, c), c);
      List<T> upstream = channel(g, c);
      List<T> products = new ArrayList<>();
      for (int i = 0; i < upstream.size(); i++) {
        products.add(arithmetic.multiply(upstream.get(i), normalized.elements().get(i)));
      }
      gradWeight.add(arithmetic.sum(products));
      gradBias.add(arithmetic.sum(upstream));
      T scale =
          parameter(inputs, WEIGHT, c)
              .map(w -> arithmetic.multiply(w, normalized.scale()))
              .orElse(normalized.scale());
      List<T> reaching =
          statistics == Statistics.BATCH
              ? throughStatistics(arithmetic, upstream, products, normalized.elements())
              : upstream;
      gradInput.add(reaching.stream().map(r -> arithmetic.multiply(scale, r)).toList());
    }
    Map<String, NdArray<T>> gradients = new LinkedHashMap<>();
    gradients.put(INPUT, joined(gradInput, x.shape()).reshape(inputs.get(INPUT).shape()));
    inputs
        .find(WEIGHT)
        .ifPresent(w -> gradients.put(WEIGHT, NdArray.generateFlat(w.shape(), gradWeight::get)));
    inputs
        .find(BIAS)
        .ifPresent(b -> gradients.put(BIAS, NdArray.generateFlat(b.shape(), gradBias::get)));
    return gradients;
  }

  /** ȳ − mean(ȳ) − x̂·mean(ȳ·x̂): what is left of ȳ since mean and variance depend on x too. */
  private static <T> List<T> throughStatistics(
      Arithmetic<T> arithmetic, List<T> upstream, List<T> products, List<T> normalized) {
    T meanUpstream = mean(arithmetic, upstream);
    T meanProduct = mean(arithmetic, products);
    List<T> reaching = new ArrayList<>();
    for (int i = 0; i < upstream.size(); i++) {
      T throughVariance = arithmetic.multiply(normalized.get(i), meanProduct);
      reaching.add(
          arithmetic.sum(
              List.of(
                  upstream.get(i),
                  arithmetic.negate(meanUpstream),
                  arithmetic.negate(throughVariance))));
    }
    return reaching;
  }
}
