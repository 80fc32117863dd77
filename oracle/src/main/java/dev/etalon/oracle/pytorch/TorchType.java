package dev.etalon.oracle.pytorch;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * An element type as PyTorch numbers it, and how its elements travel: float16 and bfloat16 as
 * float32, which holds each of their values exactly, because DJL cannot make a bfloat16 tensor (its
 * native code aborts).
 */
enum TorchType {
  FLOAT64("float64", 7, Double.BYTES),
  FLOAT32("float32", 6, Float.BYTES),
  INT64("int64", 4, Long.BYTES),
  FLOAT16("float16", 5, Float.BYTES),
  BFLOAT16("bfloat16", 15, Float.BYTES);

  private static final TorchType[] TYPES = values();

  private final String label;
  private final int scalarType;
  private final int bytes;

  TorchType(String label, int scalarType, int bytes) {
    this.label = label;
    this.scalarType = scalarType;
    this.bytes = bytes;
  }

  /**
   * The type of the same name.
   *
   * @throws IllegalArgumentException if PyTorch has no such type
   */
  static TorchType of(DType dtype) {
    return Arrays.stream(TYPES)
        .filter(type -> type.label.equals(dtype.label()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has no counterpart in PyTorch; allowed are %s"
                        .formatted(dtype, Arrays.toString(TYPES))));
  }

  static TorchType of(int ordinal) {
    return TYPES[ordinal];
  }

  /** The dtype of the same name, if the project has it. */
  Optional<DType> dtype() {
    return Arrays.stream(DType.values()).filter(type -> type.label().equals(label)).findFirst();
  }

  /** PyTorch's number of the type, as ATen text writes it. */
  int scalarType() {
    return scalarType;
  }

  /** The type as which the elements travel. */
  TorchType carrier() {
    return this == FLOAT16 || this == BFLOAT16 ? FLOAT32 : this;
  }

  /** The number of bytes that an element takes on its way. */
  int bytes() {
    return bytes;
  }

  /** Appends some elements of a tensor, from a row-major position on. */
  void put(ByteBuffer buffer, Tensor tensor, int from, int count) {
    switch (carrier()) {
      case FLOAT64 -> {
        for (int i = from; i < from + count; i++) {
          buffer.putDouble(tensor.at(i));
        }
      }
      case INT64 -> {
        for (int i = from; i < from + count; i++) {
          buffer.putLong((long) tensor.at(i));
        }
      }
      default -> {
        for (int i = from; i < from + count; i++) {
          buffer.putFloat((float) tensor.at(i));
        }
      }
    }
  }

  double get(ByteBuffer buffer) {
    return switch (carrier()) {
      case FLOAT64 -> buffer.getDouble();
      case INT64 -> buffer.getLong();
      default -> buffer.getFloat();
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
