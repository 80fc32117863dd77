package dev.etalon.oracle.pytorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.etalon.reference.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch inside the worker: answers one request after the other, on one thread. What a request
 * creates is freed with it; what outlives it are the modules of the most recent scripts and the
 * memory that the operands are read into.
 */
final class TorchEvaluator {
  private static final int MODULES = 256;
  private static final int WARM_UPS = 3;

  /**
   * Beyond the cache line and the widest vector, so that timings do not depend on the allocator.
   */
  private static final int ALIGNMENT = 64;

  private static final Script DTYPE =
      new Script(List.of("x"), "return torch.full([1], ops.prim.dtype(x), dtype=4)");
  private static final Script RECORDED =
      new Script(List.of("x"), "return torch.full([1], int(ops.prim.requires_grad(x)), dtype=4)");
  private static final Script ONES = new Script(List.of("x"), "return torch.ones_like(x)");
  private static final Script FIRST =
      new Script(List.of("x"), "return torch.slice(torch.reshape(x, [-1]), 0, 0, 1, 1)");

  private final Device device;
  private final PtNDManager manager;
  private final Map<Script, PtSymbolBlock> modules = new LinkedHashMap<>(16, 0.75f, true);
  private final List<ByteBuffer> memory = new ArrayList<>();

  TorchEvaluator(Engine engine, Device device) {
    this.device = device;
    this.manager = (PtNDManager) engine.newBaseManager(device);
  }

  /** Reads the elements that belong to a request, and sends the answer. */
  void answer(Wire.Ask ask, Wire.Receiver receiver, Wire.Sender sender) throws IOException {
    List<ByteBuffer> elements = new ArrayList<>();
    for (Wire.Layout layout : ask.operands()) {
      elements.add(receive(elements.size(), layout, receiver));
    }
    if (ask.cotangent().isPresent()) {
      elements.add(receive(elements.size(), ask.cotangent().get(), receiver));
    }
    receiver.end();
    try (PtNDManager scope = manager.newSubManager(device)) {
      Evaluation evaluation;
      try {
        evaluation = evaluate(scope, ask, elements);
      } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
        sender.begin(new Wire.Refused(TorchMessage.headline(e))::write);
        sender.end();
        return;
      }
      sender.begin(evaluation.head()::write);
      for (ByteBuffer result : evaluation.elements()) {
        sender.elements(result);
      }
      sender.end();
    }
  }

  private record Evaluation(Wire.Computed head, List<ByteBuffer> elements) {}

  private Evaluation evaluate(PtNDManager scope, Wire.Ask ask, List<ByteBuffer> elements) {
    PtSymbolBlock module = module(ask.script());
    int count = ask.operands().size();
    List<PtNDArray> operands = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operands.add(place(scope, ask.operands().get(i), elements.get(i)));
    }
    boolean differentiates = ask.differentiate().contains(true);
    if (!differentiates) {
      PtNDArray output = forward(module, operands);
      TorchType type = type(output);
      return new Evaluation(
          new Wire.Computed(
              layout(output, type),
              List.of(),
              time(ask, scope, () -> forward(module, operands)),
              OptionalDouble.empty()),
          List.of(read(output, type)));
    }

    List<PtNDArray> leaves = leaves(scope, operands, ask.differentiate());
    PtNDArray output;
    TorchType type;
    PtNDArray cotangent;
    boolean anyReached;
    JniUtils.setGradMode(true);
    try {
      output = forward(module, leaves);
      type = type(output);
      anyReached = isRecorded(output);
      cotangent = cotangent(scope, ask, elements, output, type);
      if (anyReached) {
        JniUtils.backward(output, cotangent, false, false);
      }
    } finally {
      JniUtils.setGradMode(false);
    }
    List<Boolean> reached = new ArrayList<>();
    List<ByteBuffer> results = new ArrayList<>();
    results.add(read(detached(output), type));
    for (int i = 0; i < count; i++) {
      if (ask.differentiate().get(i)) {
        PtNDArray gradient = JniUtils.getGradient(leaves.get(i));
        reached.add(gradient != null);
        if (gradient != null) {
          results.add(read(gradient, ask.operands().get(i).type()));
        }
      }
    }
    OptionalDouble forward = time(ask, scope, () -> forward(module, operands));
    OptionalDouble both =
        anyReached ? timeBoth(ask, scope, module, operands, cotangent) : OptionalDouble.empty();
    return new Evaluation(new Wire.Computed(layout(output, type), reached, forward, both), results);
  }

  /** Whether autograd knows a way from the value to a leaf. DJL answers this for leaves only. */
  private boolean isRecorded(PtNDArray output) {
    return forward(module(RECORDED), List.of(output)).toLongArray()[0] == 1;
  }

  private PtNDArray cotangent(
      PtNDManager scope,
      Wire.Ask ask,
      List<ByteBuffer> elements,
      PtNDArray output,
      TorchType type) {
    if (ask.cotangent().isEmpty()) {
      if (output.size() != 1) {
        throw new IllegalArgumentException(
            "the value has shape %s; without a cotangent only a value of one element has a gradient"
                .formatted(output.getShape()));
      }
      return forward(module(ONES), List.of(detached(output)));
    }
    Wire.Layout layout = ask.cotangent().get();
    Wire.Layout wanted = layout(output, type);
    // PyTorch would sum or expand some of the others in silence.
    if (!layout.equals(wanted)) {
      throw new IllegalArgumentException(
          "the cotangent is %s%s; the value is %s%s"
              .formatted(layout.type(), layout.shape(), wanted.type(), wanted.shape()));
    }
    return place(scope, layout, elements.get(elements.size() - 1));
  }

  /** The operands without history, some of them recorded from here on. */
  private static List<PtNDArray> leaves(
      PtNDManager scope, List<PtNDArray> operands, List<Boolean> differentiate) {
    List<PtNDArray> leaves = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      PtNDArray leaf = detached(operands.get(i));
      leaf.attach(scope);
      if (differentiate.get(i)) {
        leaf.setRequiresGradient(true);
      }
      leaves.add(leaf);
    }
    return leaves;
  }

  private static PtNDArray detached(PtNDArray array) {
    return JniUtils.detachGradient(array);
  }

  private static PtNDArray forward(PtSymbolBlock module, List<PtNDArray> operands) {
    // "Training" here only means that the bridge leaves autograd's mode alone.
    NDList results = IValueUtils.forward(module, new NDList(List.copyOf(operands)), true);
    return (PtNDArray) results.singletonOrThrow();
  }

  private OptionalDouble time(Wire.Ask ask, PtNDManager scope, Forward pass) {
    if (ask.repetitions() == 0) {
      return OptionalDouble.empty();
    }
    double[] seconds = new double[ask.repetitions()];
    for (int turn = -WARM_UPS; turn < seconds.length; turn++) {
      try (PtNDManager turnScope = scope.newSubManager(device)) {
        long start = System.nanoTime();
        PtNDArray output = pass.run();
        finish(output);
        long end = System.nanoTime();
        output.attach(turnScope);
        if (turn >= 0) {
          seconds[turn] = (end - start) * 1e-9;
        }
      }
    }
    return OptionalDouble.of(median(seconds));
  }

  private OptionalDouble timeBoth(
      Wire.Ask ask,
      PtNDManager scope,
      PtSymbolBlock module,
      List<PtNDArray> operands,
      PtNDArray cotangent) {
    if (ask.repetitions() == 0) {
      return OptionalDouble.empty();
    }
    double[] seconds = new double[ask.repetitions()];
    for (int turn = -WARM_UPS; turn < seconds.length; turn++) {
      try (PtNDManager turnScope = scope.newSubManager(device)) {
        // New leaves each time: a second gradient of the same leaf would be added to the first.
        List<PtNDArray> leaves = leaves(turnScope, operands, ask.differentiate());
        JniUtils.setGradMode(true);
        long start = System.nanoTime();
        PtNDArray output = forward(module, leaves);
        JniUtils.backward(output, cotangent, false, false);
        finish(output);
        long end = System.nanoTime();
        if (turn >= 0) {
          seconds[turn] = (end - start) * 1e-9;
        }
      } finally {
        JniUtils.setGradMode(false);
      }
    }
    return OptionalDouble.of(median(seconds));
  }

  private interface Forward {
    PtNDArray run();
  }

  /**
   * Waits for a CUDA device: copying one element to the processor waits for all that was queued
   * before.
   */
  private void finish(PtNDArray output) {
    if (device.isGpu()) {
      PtNDArray first = forward(module(FIRST), List.of(detached(output)));
      first.toDevice(Device.cpu(), true).close();
      first.close();
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private PtSymbolBlock module(Script script) {
    @Nullable PtSymbolBlock known = modules.get(script);
    if (known != null) {
      return known;
    }
    PtSymbolBlock module;
    try {
      module =
          JniUtils.loadModule(
              manager, new ByteArrayInputStream(TorchScriptArchive.of(script)), false, false);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
    modules.put(script, module);
    if (modules.size() > MODULES) {
      Script oldest = modules.keySet().iterator().next();
      PtSymbolBlock evicted = modules.remove(oldest);
      if (evicted != null) {
        evicted.close();
      }
    }
    return module;
  }

  /** The elements of one operand, in memory that the next request uses again. */
  private ByteBuffer receive(int position, Wire.Layout layout, Wire.Receiver receiver)
      throws IOException {
    int bytes = Math.toIntExact(layout.bytes());
    while (memory.size() <= position) {
      memory.add(ByteBuffer.allocateDirect(0));
    }
    if (memory.get(position).capacity() < bytes) {
      memory.set(
          position,
          // Up to an alignment's width is lost at either end.
          ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * ALIGNMENT)).alignedSlice(ALIGNMENT));
    }
    ByteBuffer buffer = memory.get(position).duplicate().order(ByteOrder.nativeOrder());
    buffer.clear().limit(bytes);
    receiver.elements(buffer);
    return buffer.flip();
  }

  private PtNDArray place(PtNDManager scope, Wire.Layout layout, ByteBuffer elements) {
    long[] extents = Arrays.stream(layout.shape().extents()).asLongStream().toArray();
    TorchType type = layout.type();
    PtNDArray carried =
        scope.create(elements, new ai.djl.ndarray.types.Shape(extents), djlType(type.carrier()));
    return type == type.carrier() ? carried : cast(carried, type);
  }

  private PtNDArray cast(PtNDArray array, TorchType type) {
    String body = "return torch.to(x, %d, False, False, None)".formatted(type.scalarType());
    return forward(module(new Script(List.of("x"), body)), List.of(array));
  }

  private static DataType djlType(TorchType carrier) {
    return switch (carrier) {
      case FLOAT64 -> DataType.FLOAT64;
      case INT64 -> DataType.INT64;
      default -> DataType.FLOAT32;
    };
  }

  private TorchType type(PtNDArray array) {
    return switch (array.getDataType()) {
      case FLOAT64 -> TorchType.FLOAT64;
      case FLOAT32 -> TorchType.FLOAT32;
      case INT64 -> TorchType.INT64;
      case FLOAT16 -> TorchType.FLOAT16;
      case UNKNOWN -> unknownToDjl(array);
      default -> throw unsupported(array.getDataType().toString().toLowerCase(Locale.ROOT));
    };
  }

  /** DJL does not tell bfloat16 from other types that it has no name for; PyTorch does. */
  private TorchType unknownToDjl(PtNDArray array) {
    long scalarType = forward(module(DTYPE), List.of(detached(array))).toLongArray()[0];
    if (scalarType == TorchType.BFLOAT16.scalarType()) {
      return TorchType.BFLOAT16;
    }
    throw unsupported("of PyTorch's scalar type " + scalarType);
  }

  private static IllegalArgumentException unsupported(String what) {
    return new IllegalArgumentException(
        "the value is %s; allowed are %s: convert it, torch.to(x, 4, False, False, None) makes int64 of it"
            .formatted(what, Arrays.toString(TorchType.values())));
  }

  private static Wire.Layout layout(PtNDArray array, TorchType type) {
    long[] extents = array.getShape().getShape();
    return new Wire.Layout(
        type, Shape.of(Arrays.stream(extents).mapToInt(Math::toIntExact).toArray()));
  }

  /** The elements as they travel. The memory is PyTorch's and lives as long as the request. */
  private ByteBuffer read(PtNDArray array, TorchType type) {
    PtNDArray carried = type == type.carrier() ? array : cast(array, type.carrier());
    long bytes = Math.multiplyExact(carried.size(), type.bytes());
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a result of %d bytes; allowed are %d: split the case"
              .formatted(bytes, Integer.MAX_VALUE));
    }
    return bytes == 0 ? ByteBuffer.allocate(0) : carried.toByteBuffer(true);
  }
}
