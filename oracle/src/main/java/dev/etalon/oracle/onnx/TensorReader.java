package dev.etalon.oracle.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Reads ONNX's {@code TensorProto}; nothing is believed that the data does not bear out. */
final class TensorReader {
  private static final int MAX_RANK = 16;
  private static final long MAX_ELEMENTS = 1 << 24;

  /** The integers that a double holds exactly. */
  private static final double MAX_INTEGER = 0x1p53;

  private TensorReader() {}

  /**
   * @param source where it comes from, for messages
   * @throws MalformedVectorException if its type is not offered, or shape and data contradict
   */
  static Tensor read(TensorProto proto, String source) throws MalformedVectorException {
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL || proto.hasSegment()) {
      throw new MalformedVectorException(
          source + " keeps its data in other files or segments; only data inside is read");
    }
    Shape shape = shape(proto, source);
    TensorProto.DataType type = TensorProto.DataType.forNumber(proto.getDataType());
    if (type == null) {
      throw new MalformedVectorException(
          "%s declares the unknown element type %d".formatted(source, proto.getDataType()));
    }
    return switch (type) {
      case FLOAT -> {
        ByteBuffer raw = raw(proto, proto.getFloatDataCount(), shape, Float.BYTES, source);
        yield tensor(
            DType.FLOAT32, shape, raw, i -> raw.getFloat(Float.BYTES * i), proto::getFloatData);
      }
      case DOUBLE -> {
        ByteBuffer raw = raw(proto, proto.getDoubleDataCount(), shape, Double.BYTES, source);
        yield tensor(
            DType.FLOAT64, shape, raw, i -> raw.getDouble(Double.BYTES * i), proto::getDoubleData);
      }
      case INT64 -> {
        ByteBuffer raw = raw(proto, proto.getInt64DataCount(), shape, Long.BYTES, source);
        yield indices(
            tensor(DType.INT64, shape, raw, i -> raw.getLong(Long.BYTES * i), proto::getInt64Data),
            source);
      }
      case INT32 -> {
        ByteBuffer raw = raw(proto, proto.getInt32DataCount(), shape, Integer.BYTES, source);
        yield tensor(
            DType.INT64, shape, raw, i -> raw.getInt(Integer.BYTES * i), proto::getInt32Data);
      }
      default ->
          throw new MalformedVectorException(
              "%s has elements of type %s; read are FLOAT, DOUBLE, INT64 and INT32"
                  .formatted(source, type));
    };
  }

  private static Shape shape(TensorProto proto, String source) throws MalformedVectorException {
    List<Long> extents = proto.getDimsList();
    long elements = 1;
    for (long extent : extents) {
      if (extent < 0 || extent > MAX_ELEMENTS || extents.size() > MAX_RANK) {
        throw new MalformedVectorException(
            "%s declares the shape %s; allowed are up to %d axes of 0 to %d"
                .formatted(source, extents, MAX_RANK, MAX_ELEMENTS));
      }
      elements *= extent;
      if (elements > MAX_ELEMENTS) {
        throw new MalformedVectorException(
            "%s declares the shape %s; allowed are up to %d elements"
                .formatted(source, extents, MAX_ELEMENTS));
      }
    }
    return Shape.of(extents.stream().map(Long::intValue).toList());
  }

  /** The raw bytes if they hold the data; empty if the typed list of {@code listed} does. */
  private static ByteBuffer raw(
      TensorProto proto, int listed, Shape shape, int width, String source)
      throws MalformedVectorException {
    long bytes = proto.getRawData().size();
    long given = proto.hasRawData() ? bytes / width : listed;
    if (given != shape.size() || proto.hasRawData() && (bytes % width != 0 || listed > 0)) {
      throw new MalformedVectorException(
          "%s declares %d elements of shape %s, but holds %d raw bytes and %d listed elements"
              .formatted(source, shape.size(), shape, bytes, listed));
    }
    return proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Tensor tensor(
      DType dtype,
      Shape shape,
      ByteBuffer raw,
      IntToDoubleFunction fromRaw,
      IntToDoubleFunction fromList) {
    return Tensor.generate(dtype, shape, raw.hasRemaining() ? fromRaw : fromList);
  }

  private static Tensor indices(Tensor tensor, String source) throws MalformedVectorException {
    for (int offset = 0; offset < tensor.size(); offset++) {
      if (Math.abs(tensor.at(offset)) >= MAX_INTEGER) {
        throw new MalformedVectorException(
            "%s holds the integer %.0f; allowed are those below 2^53"
                .formatted(source, tensor.at(offset)));
      }
    }
    return tensor;
  }
}
