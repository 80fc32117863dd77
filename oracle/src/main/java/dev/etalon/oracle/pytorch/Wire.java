package dev.etalon.oracle.pytorch;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * How a session and its worker talk: frames over the worker's standard input and output.
 *
 * <p>A frame is a marker, the length of its head, the head, the elements of the tensors that the
 * head announces (in the machine's byte order), and a CRC-32 of head and elements. The marker is 16
 * random bytes that the session chooses. Native code may print to the standard output whenever it
 * likes: what stands before a marker is skipped, and what got into a frame spoils its checksum.
 */
final class Wire {
  private static final int MARKER_BYTES = 16;
  private static final int HEAD_LIMIT = 1 << 26;
  private static final int CHUNK = 1 << 16;
  private static final int STRAY = 1 << 12;

  private Wire() {}

  /**
   * A new marker. Its first byte occurs nowhere else in it, so that a search never has to step
   * back.
   */
  static byte[] newMarker() {
    byte[] marker = new byte[MARKER_BYTES];
    new SecureRandom().nextBytes(marker);
    for (int i = 1; i < MARKER_BYTES; i++) {
      if (marker[i] == marker[0]) {
        marker[i]++;
      }
    }
    return marker;
  }

  /** The marker that a worker is sent before anything else; empty if there is none. */
  static Optional<byte[]> readMarker(InputStream in) throws IOException {
    byte[] marker = in.readNBytes(MARKER_BYTES);
    return marker.length == MARKER_BYTES ? Optional.of(marker) : Optional.empty();
  }

  /** Type and shape of a tensor whose elements follow the head. */
  record Layout(TorchType type, Shape shape) {
    long bytes() {
      return (long) shape.size() * type.bytes();
    }

    void write(DataOutput out) throws IOException {
      out.writeByte(type.ordinal());
      out.writeInt(shape.rank());
      for (int extent : shape.extents()) {
        out.writeInt(extent);
      }
    }

    static Layout read(DataInput in) throws IOException {
      TorchType type = TorchType.of(in.readUnsignedByte());
      int[] extents = new int[in.readInt()];
      for (int axis = 0; axis < extents.length; axis++) {
        extents[axis] = in.readInt();
      }
      return new Layout(type, Shape.of(extents));
    }
  }

  /** The head of what a session sends. */
  sealed interface Question {
    void write(DataOutput out) throws IOException;

    static Question read(DataInput in) throws IOException {
      int kind = in.readUnsignedByte();
      return switch (kind) {
        case Ask.KIND -> Ask.read(in);
        case Measure.KIND -> Measure.read(in);
        default -> throw new IOException("unknown kind of question " + kind);
      };
    }
  }

  /**
   * Compute a value and gradients. The elements of the operands follow, then those of the
   * cotangent.
   *
   * @param held whether the operands are kept, to be measured on, until the next one
   */
  record Ask(
      Script script,
      List<Layout> operands,
      List<Boolean> differentiate,
      Optional<Layout> cotangent,
      boolean held)
      implements Question {
    private static final int KIND = 1;

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(KIND);
      out.writeInt(operands.size());
      for (int i = 0; i < operands.size(); i++) {
        writeText(out, script.operands().get(i));
        operands.get(i).write(out);
        out.writeBoolean(differentiate.get(i));
      }
      writeText(out, script.body());
      out.writeBoolean(cotangent.isPresent());
      if (cotangent.isPresent()) {
        cotangent.get().write(out);
      }
      out.writeBoolean(held);
    }

    private static Ask read(DataInput in) throws IOException {
      int count = in.readInt();
      List<String> names = new ArrayList<>(count);
      List<Layout> operands = new ArrayList<>(count);
      List<Boolean> differentiate = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        names.add(readText(in));
        operands.add(Layout.read(in));
        differentiate.add(in.readBoolean());
      }
      Script script = new Script(names, readText(in));
      Optional<Layout> cotangent =
          in.readBoolean() ? Optional.of(Layout.read(in)) : Optional.empty();
      return new Ask(script, operands, differentiate, cotangent, in.readBoolean());
    }
  }

  /**
   * Take the time on the operands that are held.
   *
   * @param differentiate the operands by which to differentiate; if by none, the value is computed
   */
  record Measure(List<Boolean> differentiate, int repetitions) implements Question {
    private static final int KIND = 2;

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(KIND);
      writeFlags(out, differentiate);
      out.writeInt(repetitions);
    }

    private static Measure read(DataInput in) throws IOException {
      return new Measure(readFlags(in), in.readInt());
    }
  }

  /** The head of what a worker sends: first what it is, then an answer to each request. */
  sealed interface Answer {
    void write(DataOutput out) throws IOException;

    static Answer read(DataInput in) throws IOException {
      int kind = in.readUnsignedByte();
      return switch (kind) {
        case Ready.KIND -> Ready.read(in);
        case Unavailable.KIND -> new Unavailable(readText(in));
        case NoDevice.KIND -> new NoDevice(readText(in));
        case Refused.KIND -> new Refused(readText(in));
        case Computed.KIND -> Computed.read(in);
        case Measured.KIND -> new Measured(in.readDouble());
        default -> throw new IOException("unknown kind of answer " + kind);
      };
    }
  }

  record Ready(TorchEngine.Ready engine) implements Answer {
    private static final int KIND = 1;

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(KIND);
      writeText(out, engine.djlVersion());
      writeText(out, engine.torchVersion());
      writeText(out, engine.library());
      writeTexts(out, engine.features());
      writeText(out, engine.device());
      out.writeInt(engine.threads());
      writeTexts(out, engine.cudaDevices());
      writeText(out, engine.remark());
    }

    private static Ready read(DataInput in) throws IOException {
      return new Ready(
          new TorchEngine.Ready(
              readText(in),
              readText(in),
              readText(in),
              readTexts(in),
              readText(in),
              in.readInt(),
              readTexts(in),
              readText(in)));
    }
  }

  record Unavailable(String message) implements Answer {
    private static final int KIND = 2;

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(KIND);
      writeText(out, message);
    }
  }

  record NoDevice(String message) implements Answer {
    private static final int KIND = 3;

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(KIND);
      writeText(out, message);
    }
  }

  record Refused(String message) implements Answer {
    private static final int KIND = 4;

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(KIND);
      writeText(out, message);
    }
  }

  /**
   * A value. Its elements follow, then those of the gradients that were reached, in the order of
   * the operands.
   *
   * @param reached for each operand that was to be differentiated, whether it has a gradient
   * @param seconds how long the value and the gradients took
   */
  record Computed(Layout output, List<Boolean> reached, double seconds) implements Answer {
    private static final int KIND = 5;

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(KIND);
      output.write(out);
      writeFlags(out, reached);
      out.writeDouble(seconds);
    }

    private static Computed read(DataInput in) throws IOException {
      return new Computed(Layout.read(in), readFlags(in), in.readDouble());
    }
  }

  /** How long all the repetitions of a measurement took. */
  record Measured(double seconds) implements Answer {
    private static final int KIND = 6;

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(KIND);
      out.writeDouble(seconds);
    }
  }

  /** Something that writes the head of a frame. */
  interface Head {
    void write(DataOutput out) throws IOException;
  }

  /** The sending end: {@link #begin}, the elements, {@link #end}. */
  static final class Sender {
    private final OutputStream out;
    private final byte[] marker;
    private final CRC32 crc = new CRC32();
    private final CheckedOutputStream checked;
    private final byte[] chunk = new byte[CHUNK];

    Sender(OutputStream out, byte[] marker) {
      this.out = out;
      this.marker = marker.clone();
      this.checked = new CheckedOutputStream(out, crc);
    }

    void begin(Head head) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      head.write(new DataOutputStream(bytes));
      out.write(marker);
      new DataOutputStream(out).writeInt(bytes.size());
      crc.reset();
      bytes.writeTo(checked);
    }

    /** Elements that already stand in memory as they travel. */
    void elements(ByteBuffer buffer) throws IOException {
      while (buffer.hasRemaining()) {
        int count = Math.min(buffer.remaining(), CHUNK);
        buffer.get(chunk, 0, count);
        checked.write(chunk, 0, count);
      }
    }

    void elements(TorchType type, Tensor tensor) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.nativeOrder());
      int perChunk = CHUNK / type.bytes();
      for (int offset = 0; offset < tensor.size(); offset += perChunk) {
        int count = Math.min(perChunk, tensor.size() - offset);
        buffer.clear();
        type.put(buffer, tensor, offset, count);
        checked.write(chunk, 0, buffer.position());
      }
    }

    void end() throws IOException {
      new DataOutputStream(out).writeLong(crc.getValue());
      out.flush();
    }
  }

  /** The receiving end: {@link #next}, the elements, {@link #end}. */
  static final class Receiver {
    private final InputStream in;
    private final byte[] marker;
    private final CRC32 crc = new CRC32();
    private final CheckedInputStream checked;
    private final byte[] chunk = new byte[CHUNK];
    private final byte[] stray = new byte[STRAY];
    private long strayed;

    Receiver(InputStream in, byte[] marker) {
      this.in = in;
      this.marker = marker.clone();
      this.checked = new CheckedInputStream(in, crc);
    }

    /** The head of the next frame; empty at the end of the stream. */
    Optional<DataInput> next() throws IOException {
      for (int matched = 0; matched < marker.length; ) {
        int read = in.read();
        if (read < 0) {
          return Optional.empty();
        }
        stray[(int) (strayed++ % STRAY)] = (byte) read;
        if ((byte) read == marker[matched]) {
          matched++;
        } else {
          matched = (byte) read == marker[0] ? 1 : 0;
        }
      }
      strayed = 0;
      int length = new DataInputStream(in).readInt();
      if (length < 0 || length > HEAD_LIMIT) {
        throw new IOException("a head of %d bytes; the frame is damaged".formatted(length));
      }
      crc.reset();
      byte[] head = new byte[length];
      fill(head, length);
      return Optional.of(new DataInputStream(new ByteArrayInputStream(head)));
    }

    /** The last of what came since the last frame and belongs to none. */
    String strayText() {
      int length = (int) Math.min(strayed, STRAY);
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = stray[(int) ((strayed - length + i) % STRAY)];
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Elements as they travel, up to the buffer's limit. */
    void elements(ByteBuffer buffer) throws IOException {
      while (buffer.hasRemaining()) {
        int count = Math.min(buffer.remaining(), CHUNK);
        fill(chunk, count);
        buffer.put(chunk, 0, count);
      }
    }

    /** Elements as a tensor, without a copy between: real layers have many. */
    Tensor tensor(Layout layout, DType dtype) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.nativeOrder()).limit(0);
      int bytes = layout.type().bytes();
      try {
        return Tensor.generate(
            dtype,
            layout.shape(),
            offset -> {
              if (!buffer.hasRemaining()) {
                refill(buffer, layout.bytes() - (long) offset * bytes);
              }
              return layout.type().get(buffer);
            });
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    private void refill(ByteBuffer buffer, long left) {
      int count = (int) Math.min(CHUNK, left);
      try {
        fill(chunk, count);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      buffer.clear().limit(count);
    }

    void end() throws IOException {
      long expected = crc.getValue();
      if (new DataInputStream(in).readLong() != expected) {
        throw new IOException("a frame's checksum is wrong");
      }
    }

    private void fill(byte[] bytes, int count) throws IOException {
      if (checked.readNBytes(bytes, 0, count) < count) {
        throw new EOFException("the stream ended inside a frame");
      }
    }
  }

  private static void writeText(DataOutput out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > HEAD_LIMIT) {
      throw new IOException("a text of %d bytes; the frame is damaged".formatted(length));
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void writeTexts(DataOutput out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  private static List<String> readTexts(DataInput in) throws IOException {
    int count = in.readInt();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(readText(in));
    }
    return texts;
  }

  private static void writeFlags(DataOutput out, List<Boolean> flags) throws IOException {
    out.writeInt(flags.size());
    for (boolean flag : flags) {
      out.writeBoolean(flag);
    }
  }

  private static List<Boolean> readFlags(DataInput in) throws IOException {
    int count = in.readInt();
    List<Boolean> flags = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flags.add(in.readBoolean());
    }
    return flags;
  }
}
