package dev.etalon.oracle.tensorfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  private static final Tensor MATRIX = Tensor.float64(Shape.of(2, 3), 1, -2.5, 3, 4, 5, 1e300);

  /** A file of version 1 with any header and data. */
  private static byte[] file(String header, byte... data) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("\u0093NUMPY\1\0".getBytes(ISO_8859_1));
    bytes.write(header.length() & 0xff);
    bytes.write(header.length() >> 8);
    bytes.writeBytes(header.getBytes(ISO_8859_1));
    bytes.writeBytes(data);
    return bytes.toByteArray();
  }

  private static String header(String descr, boolean fortran, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
        .formatted(descr, fortran ? "True" : "False", shape);
  }

  private static Tensor read(byte[] bytes) throws IOException {
    return Npy.read(bytes, "x.npy");
  }

  @Test
  void whatIsWrittenIsReadAgainBitForBit() throws IOException {
    List<Tensor> tensors =
        List.of(
            MATRIX,
            Tensor.float64(Shape.scalar(), -0.0),
            Tensor.float64(Shape.of(0, 4)),
            Tensor.of(DType.FLOAT32, Shape.of(3), 1.5, Double.NEGATIVE_INFINITY, Double.NaN),
            Tensor.int64(Shape.of(2, 1), -100, (1L << 53) - 1));
    for (Tensor tensor : tensors) {
      assertThat(read(Npy.write(tensor))).isEqualTo(tensor);
    }
  }

  @Test
  void theFirstElementIsAlignedAsNumPyDoes() {
    byte[] bytes = Npy.write(MATRIX);
    assertThat(bytes.length - 6 * Double.BYTES).isEqualTo(128);
    assertThat(bytes[127]).isEqualTo((byte) '\n');
  }

  @Test
  void thePayloadOfNaNStays() throws IOException {
    long payload = 0x7ff8_0000_dead_beefL;
    byte[] data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(payload).array();
    Tensor tensor = read(file(header("<f8", false, "(1,)"), data));
    assertThat(Double.doubleToRawLongBits(tensor.at(0))).isEqualTo(payload);
    assertThat(Npy.write(tensor)).endsWith(data);
  }

  @Test
  void bigEndianAndFortranOrderAreUnderstood() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(6 * Float.BYTES).order(ByteOrder.BIG_ENDIAN);
    for (float column : new float[] {1, 4, 2, 5, 3, 6}) {
      data.putFloat(column);
    }
    assertThat(read(file(header(">f4", true, "(2, 3)"), data.array())))
        .isEqualTo(Tensor.of(DType.FLOAT32, Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
  }

  @ParameterizedTest
  @CsvSource({
    "|i1, -2",
    "|u1, 254",
    "<i2, -2",
    "<u2, 65534",
    "<i4, -2",
    "<u4, 4294967294",
    "<i8, -2"
  })
  void integersOfEveryWidthAreIndices(String descr, long expected) throws IOException {
    byte[] data = new byte[descr.charAt(2) - '0'];
    Arrays.fill(data, (byte) 0xff);
    data[0] = (byte) 0xfe;
    assertThat(read(file(header(descr, false, "()"), data)))
        .isEqualTo(Tensor.int64(Shape.scalar(), expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<i8", "<u8"})
  void integersThatADoubleCannotHoldAreRefused(String descr) {
    byte[] data = {1, 0, 0, 0, 0, 0, 0x20, 0};
    assertThatThrownBy(() -> read(file(header(descr, false, "(1,)"), data)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("x.npy holds the integer");
  }

  @Test
  void keysMayComeInAnyOrderAndQuotes() throws IOException {
    String header = "{\"shape\": (1L,), \"fortran_order\": False, \"descr\": \"<f8\"}";
    assertThat(read(file(header, new byte[8]))).isEqualTo(Tensor.vector(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          {'descr': '#O', 'fortran_order': False, 'shape': (1,)}  | pickles could run code
          {'descr': '<c8', 'fortran_order': False, 'shape': (1,)} | elements of type '<c8'
          {'descr': '<f2', 'fortran_order': False, 'shape': (1,)} | elements of type '<f2'
          {'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)} | of one simple type
          {'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}     | has the header
          {'descr': '<f8', 'fortran_order': False, 'shape': (1)}  | has the header
          {'descr': '<f8', 'fortran_order': False, 'shape': (-1,)} | has the header
          {'descr': '<f8', 'fortran_order': False, 'shape': (,)}  | has the header
          {'descr': '<f8', 'fortran_order': False}                | has the header
          {'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)} | has the header
          {'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'run': 'rm'} | has the header
          __import__('os').system('true')                         | has the header
          {'descr': '<f8', 'fortran_order': False, 'shape': (16777217,)} | up to 16 axes and 16777216 elements
          {'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)} | up to 16 axes
          {'descr': '<f8', 'fortran_order': False, 'shape': (999999999999999999999,)} | has the header
          {'descr': '<f8', 'fortran_order': False, 'shape': (0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0)} | declares the shape 17 axes
          {'descr': '<f8', 'fortran_order': False, 'shape': (2,)} | truncated: shape (2) needs 16 bytes, there are 8
          {'descr': '<f8', 'fortran_order': False, 'shape': (0,)} | more bytes than its shape (0) needs
          """)
  void whatIsNoSimpleArrayIsRefusedWithASentence(String header, String sentence) {
    assertThatThrownBy(() -> read(file(header.replace('#', '|'), new byte[8])))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("x.npy ")
        .hasMessageContaining(sentence);
  }

  @Test
  void truncationAnywhereIsRefused() {
    byte[] whole = Npy.write(MATRIX);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(MalformedFileException.class);
    }
  }

  @Test
  void wrongMagicAndUnknownVersionsAreRefused() {
    byte[] other = "PK\3\4 is something else".getBytes(ISO_8859_1);
    assertThatThrownBy(() -> read(other)).hasMessageContaining("does not begin with \\x93NUMPY");
    byte[] future = Npy.write(MATRIX);
    future[6] = 4;
    assertThatThrownBy(() -> read(future)).hasMessageContaining("version 4");
  }
}
