package dev.etalon.oracle.tensorfile;

import dev.etalon.reference.tensor.DType;
import java.nio.ByteBuffer;

/**
 * How an element lies in a file.
 *
 * @param bytes its width
 * @param dtype what it is read as
 * @param reader reads one at a position of a buffer
 */
record Element(int bytes, DType dtype, Reader reader) {
  /** Reads an element. Integers pass through a double, which holds them exactly up to 2⁵³. */
  interface Reader {
    double at(ByteBuffer buffer, int position);
  }

  static final Element FLOAT64 = new Element(Double.BYTES, DType.FLOAT64, ByteBuffer::getDouble);
  static final Element FLOAT32 = new Element(Float.BYTES, DType.FLOAT32, ByteBuffer::getFloat);

  /** A whole number of so many bytes. */
  static Element integer(int bytes, boolean signed) {
    int unused = Long.SIZE - Byte.SIZE * bytes;
    return new Element(
        bytes,
        DType.INT64,
        (buffer, position) -> {
          long bits =
              switch (bytes) {
                case Byte.BYTES -> buffer.get(position);
                case Short.BYTES -> buffer.getShort(position);
                case Integer.BYTES -> buffer.getInt(position);
                default -> buffer.getLong(position);
              };
          if (signed) {
            return bits;
          }
          // an unsigned number of 64 bits with its first bit set lies beyond 2⁵³ in either reading
          return unused == 0 ? Math.abs((double) bits) : bits << unused >>> unused;
        });
  }
}
