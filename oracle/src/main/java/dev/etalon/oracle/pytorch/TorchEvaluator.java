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
import org.jspecify.annotations.Nullable;

/**
 * PyTorch inside the worker: answers one request after the other, on one thread. What a request
 * creates is freed with it; what outlives it are the modules of the most recent scripts and the
 * memory that the operands are read into.
 */
final class TorchEvaluator {
  private static final int MODULES = 256;

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
  private @Nullable Held held;

  TorchEvaluator(Engine engine, Device device) {
    this.device = device;
    this.manager = (PtNDManager) engine.newBaseManager(device);
  }

  /** Reads what belongs to a question, and sends the answer. */
  void answer(Wire.Question question, Wire.Receiver receiver, Wire.Sender sender)
      throws IOException {
    if (question instanceof Wire.Ask ask) {
      answer(ask, receiver, sender);
    } else if (question instanceof Wire.Measure measure) {
      receiver.end();
      Wire.Answer answer;
      try {
        answer = new Wire.Measured(measure(measure));
      } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
        answer = new Wire.Refused(TorchMessage.headline(e));
      }
      sender.begin(answer::write);
      sender.end();
    }
  }

  private void answer(Wire.Ask ask, Wire.Receiver receiver, Wire.Sender sender) throws IOException {
    // What is held lies in the memory that the new elements are read into.
    release();
    List<ByteBuffer> elements = new ArrayList<>();
    for (Wire.Layout layout : ask.operands()) {
      elements.add(receive(elements.size(), layout, receiver));
    }
    if (ask.cotangent().isPresent()) {
      elements.add(receive(elements.size(), ask.cotangent().get(), receiver));
    }
    receiver.end();
    PtNDManager scope = manager.newSubManager(device);
    try {
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
      if (ask.held()) {
        held = evaluation.held();
      }
    } finally {
      if (held == null) {
        scope.close();
      }
    }
  }

  private void release() {
    if (held != null) {
      held.scope().close();
      held = null;
    }
  }

  private record Evaluation(Wire.Computed head, List<ByteBuffer> elements, Held held) {}

  /** What can be computed again: the module, its operands and the cotangent, all in place. */
  private record Held(
      PtNDManager scope,
      PtSymbolBlock module,
      List<PtNDArray> operands,
      @Nullable PtNDArray cotangent) {}

  private Evaluation evaluate(PtNDManager scope, Wire.Ask ask, List<ByteBuffer> elements) {
    PtSymbolBlock module = module(ask.script());
    int count = ask.operands().size();
    List<PtNDArray> operands = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operands.add(place(scope, ask.operands().get(i), elements.get(i)));
    }
    if (!ask.differentiate().contains(true)) {
      long start = System.nanoTime();
      PtNDArray output = forward(module, operands);
      finish(output);
      double seconds = secondsSince(start);
      TorchType type = type(output);
      return new Evaluation(
          new Wire.Computed(layout(output, type), List.of(), seconds),
          List.of(read(output, type)),
          new Held(scope, module, operands, null));
    }

    List<PtNDArray> leaves = leaves(scope, operands, ask.differentiate());
    PtNDArray output;
    TorchType type;
    PtNDArray cotangent;
    double seconds;
    JniUtils.setGradMode(true);
    try {
      long start = System.nanoTime();
      output = forward(module, leaves);
      finish(output);
      seconds = secondsSince(start);
      type = type(output);
      boolean anyReached = isRecorded(output);
      cotangent = cotangent(scope, ask, elements, output, type);
      if (anyReached) {
        start = System.nanoTime();
        JniUtils.backward(output, cotangent, false, false);
        finish(output);
        seconds += secondsSince(start);
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
    return new Evaluation(
        new Wire.Computed(layout(output, type), reached, seconds),
        results,
        new Held(scope, module, operands, cotangent));
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) * 1e-9;
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

  /** The seconds that all repetitions took: of the forward pass, or of the backward pass alone. */
  private double measure(Wire.Measure measure) {
    Held subject = held;
    if (subject == null) {
      throw new IllegalStateException("no operands are held");
    }
    double seconds = 0;
    for (int turn = 0; turn < measure.repetitions(); turn++) {
      try (PtNDManager scope = subject.scope().newSubManager(device)) {
        seconds +=
            measure.differentiate().contains(true)
                ? timeBackward(subject, measure.differentiate(), scope)
                : timeForward(subject, scope);
      }
    }
    return seconds;
  }

  private double timeForward(Held subject, PtNDManager scope) {
    long start = System.nanoTime();
    PtNDArray output = forward(subject.module(), subject.operands());
    finish(output);
    double seconds = secondsSince(start);
    output.attach(scope);
    return seconds;
  }

  private double timeBackward(Held subject, List<Boolean> differentiate, PtNDManager scope) {
    PtNDArray cotangent = subject.cotangent();
    if (cotangent == null) {
      throw new IllegalStateException("the request that is held has no cotangent");
    }
    // New leaves each time: a second gradient of the same leaf would be added to the first.
    List<PtNDArray> leaves = leaves(scope, subject.operands(), differentiate);
    JniUtils.setGradMode(true);
    try {
      PtNDArray output = forward(subject.module(), leaves);
      output.attach(scope);
      finish(output);
      long start = System.nanoTime();
      JniUtils.backward(output, cotangent, false, false);
      finish(output);
      return secondsSince(start);
    } finally {
      JniUtils.setGradMode(false);
    }
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
