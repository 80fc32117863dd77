package dev.etalon.oracle.tensorfile;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * NumPy's {@code .npy}: the bytes {@code \x93NUMPY}, a version, a header that is the text of a
 * Python dictionary, and the elements. Read are real floating and integer elements of either byte
 * order, in C or Fortran order; object arrays, which hold pickled Python, are not.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 16;

  /** NumPy aligns the first element to this. */
  private static final int ALIGNMENT = 64;

  /** {@code 'key': value,} where a value is a string, a boolean, or a tuple of numbers. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*(['\"])(\\w{1,32})\\1\\s*:\\s*"
              + "(?:(['\"])([^'\"\\\\]{0,16})\\3|(True|False)|\\(([\\d\\s,L]{0,400})\\))\\s*(,|$)");

  private static final Pattern DESCR = Pattern.compile("([<>|=])([a-zA-Z])(\\d{0,9})");
  private static final Pattern EXTENT = Pattern.compile("\\d{1,18}L?");

  /** What a header says. */
  private record Header(Element element, ByteOrder order, boolean fortran, Shape shape) {}

  private Npy() {}

  /** Reads an array from the bytes of a file. */
  public static Tensor read(byte[] bytes, String source) throws IOException {
    return read(new ByteArrayInputStream(bytes), source);
  }

  /**
   * Reads an array, which must be all that the stream holds.
   *
   * @param source where it comes from, for messages
   * @throws MalformedFileException if it is not such an array, or one that is not read
   */
  public static Tensor read(InputStream stream, String source) throws IOException {
    Header header = header(stream, source);
    int size = header.shape().size();
    int bytes = size * header.element().bytes();
    // grows with what is there, not with what is declared
    byte[] data = stream.readNBytes(bytes);
    if (data.length < bytes) {
      throw new MalformedFileException(
          "%s is truncated: shape %s needs %d bytes, there are %d"
              .formatted(source, header.shape(), bytes, data.length));
    }
    if (stream.read() >= 0) {
      throw new MalformedFileException(
          "%s holds more bytes than its shape %s needs".formatted(source, header.shape()));
    }
    ByteBuffer buffer = ByteBuffer.wrap(data).order(header.order());
    int[] positions = header.fortran() ? fortran(header.shape()) : new int[0];
    Element element = header.element();
    return checked(
        Tensor.generate(
            element.dtype(),
            header.shape(),
            i ->
                element
                    .reader()
                    .at(buffer, (positions.length > 0 ? positions[i] : i) * element.bytes())),
        source);
  }

  /**
   * An array of integers whose every element a double holds exactly, or of floating numbers.
   *
   * @throws MalformedFileException if an integer is too large
   */
  static Tensor checked(Tensor tensor, String source) throws MalformedFileException {
    if (tensor.dtype() == DType.INT64) {
      for (int i = 0; i < tensor.size(); i++) {
        if (Math.abs(tensor.at(i)) >= Limits.INTEGER) {
          throw new MalformedFileException(
              "%s holds the integer %.0f; allowed are those below 2^53"
                  .formatted(source, tensor.at(i)));
        }
      }
    }
    return tensor;
  }

  /**
   * Where in Fortran order, the first axis running fastest, the elements of row-major order lie.
   */
  private static int[] fortran(Shape shape) {
    int[] positions = new int[shape.size()];
    for (int i = 0; i < positions.length; i++) {
      int[] index = shape.index(i);
      int position = 0;
      for (int axis = index.length - 1; axis >= 0; axis--) {
        position = position * shape.extent(axis) + index[axis];
      }
      positions[i] = position;
    }
    return positions;
  }

  private static Header header(InputStream stream, String source) throws IOException {
    byte[] start = stream.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, 6)) {
      throw new MalformedFileException(
          "%s is no .npy array: it does not begin with \\x93NUMPY".formatted(source));
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new MalformedFileException(
          "%s has version %d of .npy; read are 1 to 3".formatted(source, version));
    }
    int width = version == 1 ? Short.BYTES : Integer.BYTES;
    byte[] encoded = stream.readNBytes(width);
    long length = 0;
    for (int i = encoded.length - 1; i >= 0; i--) {
      length = length << Byte.SIZE | encoded[i] & 0xff;
    }
    if (length > MAX_HEADER) {
      throw new MalformedFileException(
          "%s declares a header of %d bytes; allowed are %d".formatted(source, length, MAX_HEADER));
    }
    byte[] text = stream.readNBytes((int) length);
    if (encoded.length < width || text.length < length) {
      throw new MalformedFileException("%s is truncated within its header".formatted(source));
    }
    return parse(new String(text, StandardCharsets.UTF_8).strip(), source);
  }

  private static Header parse(String text, String source) throws MalformedFileException {
    if (text.length() < 2 || !text.startsWith("{") || !text.endsWith("}")) {
      throw unreadable(text, source);
    }
    String body = text.substring(1, text.length() - 1).strip();
    @Nullable String descr = null;
    @Nullable String order = null;
    @Nullable String shape = null;
    Matcher entry = ENTRY.matcher(body);
    Set<String> seen = new HashSet<>();
    int at = 0;
    while (at < body.length()) {
      if (!entry.region(at, body.length()).lookingAt() || !seen.add(entry.group(2))) {
        throw unreadable(text, source);
      }
      switch (entry.group(2)) {
        case "descr" -> descr = entry.group(4);
        case "fortran_order" -> order = entry.group(5);
        case "shape" -> shape = entry.group(6);
        default -> throw unreadable(text, source);
      }
      at = entry.end();
    }
    if (descr == null || order == null || shape == null) {
      throw unreadable(text, source);
    }
    Matcher type = DESCR.matcher(descr);
    if (!type.matches()) {
      throw unreadable(text, source);
    }
    return new Header(
        element(type, source),
        type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        order.equals("True"),
        Limits.shape(extents(shape, text, source), source));
  }

  private static List<Long> extents(String tuple, String text, String source)
      throws MalformedFileException {
    String inside = tuple.strip();
    List<Long> extents = new ArrayList<>();
    if (inside.isEmpty()) {
      return extents;
    }
    String[] parts = inside.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i].strip();
      boolean trailing = i > 0 && i == parts.length - 1 && part.isEmpty();
      if (!trailing) {
        if (!EXTENT.matcher(part).matches() || parts.length == 1) {
          throw unreadable(text, source);
        }
        extents.add(Long.parseLong(part.replace("L", "")));
      }
    }
    return extents;
  }

  private static Element element(Matcher type, String source) throws MalformedFileException {
    String kind = type.group(2) + type.group(3);
    return switch (kind) {
      case "f8" -> Element.FLOAT64;
      case "f4" -> Element.FLOAT32;
      case "i1", "i2", "i4", "i8" -> Element.integer(kind.charAt(1) - '0', true);
      case "u1", "u2", "u4", "u8" -> Element.integer(kind.charAt(1) - '0', false);
      case "O" ->
          throw new MalformedFileException(
              "%s is an array of Python objects, whose pickles could run code and are not read; save an array of numbers"
                  .formatted(source));
      default ->
          throw new MalformedFileException(
              "%s has elements of type '%s'; read are float64, float32 and integers"
                  .formatted(source, type.group()));
    };
  }

  private static MalformedFileException unreadable(String header, String source) {
    return new MalformedFileException(
        "%s has the header %s; read is {'descr': TYPE, 'fortran_order': BOOLEAN, 'shape': TUPLE} of one simple type"
            .formatted(source, ArrayName.shown(header)));
  }

  /** An array as the bytes of a file. */
  public static byte[] write(Tensor tensor) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(descr(tensor.dtype()), tuple(tensor.shape()));
    int start = MAGIC.length + 2 + Short.BYTES;
    int padded = (start + header.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT - start;
    ByteBuffer buffer =
        ByteBuffer.allocate(start + padded + tensor.size() * width(tensor.dtype()))
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
    buffer.put(
        (header + " ".repeat(padded - header.length() - 1) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    put(tensor, buffer);
    return buffer.array();
  }

  /** The elements one after another, as the dtype's bytes. */
  static void put(Tensor tensor, ByteBuffer buffer) {
    for (int i = 0; i < tensor.size(); i++) {
      switch (tensor.dtype()) {
        case FLOAT64 -> buffer.putDouble(tensor.at(i));
        case FLOAT32 -> buffer.putFloat((float) tensor.at(i));
        case INT64 -> buffer.putLong((long) tensor.at(i));
        case FLOAT16, BFLOAT16 -> throw unwritten(tensor.dtype());
      }
    }
  }

  static int width(DType dtype) {
    return dtype == DType.FLOAT32 ? Float.BYTES : Long.BYTES;
  }

  private static String descr(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> "<f8";
      case FLOAT32 -> "<f4";
      case INT64 -> "<i8";
      case FLOAT16, BFLOAT16 -> throw unwritten(dtype);
    };
  }

  /** Nothing of 16 bits is exchanged. */
  static IllegalArgumentException unwritten(DType dtype) {
    return new IllegalArgumentException("files hold float64, float32 and int64, not " + dtype);
  }

  /** As Python writes it: a tuple of one has a comma. */
  private static String tuple(Shape shape) {
    return shape.rank() == 1
        ? "(%d,)".formatted(shape.extent(0))
        : shape.toList().stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }
}
