package dev.etalon.oracle.tensorfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
  private static final Tensor ARRAY = Tensor.float64(Shape.of(2, 2), 1, 2, 3, Double.NaN);

  @TempDir private Path folder;

  private static Map<String, Tensor> arrays() {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("forward", ARRAY);
    arrays.put("grad.input", Tensor.of(DType.FLOAT32, Shape.scalar(), 0.1));
    arrays.put("target", Tensor.int64(Shape.of(3), 2, 0, 1));
    return arrays;
  }

  /** An archive of one entry, deflated. */
  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(ArrayStore.class)
  void whatIsWrittenIsReadAgain(ArrayStore form) throws IOException {
    form.write(folder, "conv2d.same.float64", arrays());
    assertThat(ArrayStore.read(folder, "conv2d.same.float64")).contains(arrays());
    assertThat(ArrayStore.read(folder, "conv2d.same")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ArrayStore.class)
  void nothingIsWrittenOver(ArrayStore form) throws IOException {
    form.write(folder, "key", arrays());
    assertThatThrownBy(() -> form.write(folder, "key", arrays()))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void theSameArraysGiveTheSameArchive() {
    assertThat(Npz.write(arrays())).isEqualTo(Npz.write(arrays()));
  }

  @Test
  void deflatedArchivesAreReadToo() throws IOException {
    assertThat(Npz.read(zip("a.npy", Npy.write(ARRAY)), "x.npz")).containsEntry("a", ARRAY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../a.npy", "/etc/a.npy", "b/a.npy", "a.txt", ".npy", "..npy", "a\u001b[31m.npy"})
  void namesThatAreNoArraysAreRefused(String name) throws IOException {
    byte[] archive = zip(name, Npy.write(ARRAY));
    assertThatThrownBy(() -> Npz.read(archive, "x.npz"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("allowed are NAME.npy")
        .message()
        .doesNotContain("\u001b");
  }

  @Test
  void aZipBombIsNotInflated() throws IOException {
    byte[] zeros = Arrays.copyOf(Npy.write(ARRAY), 64 << 20);
    byte[] bomb = zip("a.npy", zeros);
    assertThat(bomb).hasSizeLessThan(100_000);
    assertThatThrownBy(() -> Npz.read(bomb, "x.npz"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("more bytes than its shape (2, 2) needs");
  }

  @Test
  void twoArraysOfOneNameAreRefused() throws IOException {
    byte[] archive = Npz.write(Map.of("aa", ARRAY));
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(two)) {
      for (String name : new String[] {"aa.npy", "ab.npy"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Npy.write(ARRAY));
        zip.closeEntry();
      }
    }
    String text = two.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] duplicated =
        text.replace("ab.npy", "aa.npy").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(Npz.read(archive, "x.npz")).hasSize(1);
    assertThatThrownBy(() -> Npz.read(duplicated, "x.npz"))
        .hasMessage("x.npz has two arrays named 'aa'; one must go");
  }

  @Test
  void aTruncatedArchiveIsRefusedWhereverItEnds() {
    byte[] whole = Npz.write(arrays());
    for (int length = 0; length < whole.length; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Npz.read(cut, "x.npz")).isInstanceOf(MalformedFileException.class);
    }
  }

  private static byte[] safetensors(String header, int bytes) {
    byte[] text = header.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + text.length + bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}    | 8  | its data has 8 bytes
          {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}     | 16 | of which its tensors take 8
          {"a":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}    | 16 | 0 is the next free one
          {"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}     | 8  | which needs 16 bytes
          {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} | 8 | 8 is the next free one
          {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} | 8 | no JSON
          {"../a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}  | 8  | allowed are NAME
          {"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}    | 8  | elements of type 'BF16'
          {"a":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}    | 8  | whole numbers
          {"a":{"dtype":"F64","shape":[1.0],"data_offsets":[0,8]}}   | 8  | whole numbers
          {"a":{"dtype":"F64","shape":[99999999],"data_offsets":[0,8]}} | 8 | allowed are up to
          {"a":7}                                                    | 8  | shape must be a list
          [1]                                                        | 8  | no object
          {"a"                                                       | 8  | no JSON
          """)
  void safetensorsThatContradictThemselvesAreRefused(String header, int bytes, String sentence) {
    assertThatThrownBy(() -> Safetensors.read(safetensors(header, bytes), "x.safetensors"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("x.safetensors")
        .hasMessageContaining(sentence);
  }

  @Test
  void aHeaderLongerThanTheFileIsRefused() {
    byte[] bytes = new byte[64];
    Arrays.fill(bytes, (byte) 0x7f);
    assertThatThrownBy(() -> Safetensors.read(bytes, "x.safetensors"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("declares a header of");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    ArrayStore.NPZ.write(elsewhere, "key", arrays());
    Files.createSymbolicLink(folder.resolve("key.npz"), elsewhere.resolve("key.npz"));
    assertThatThrownBy(() -> ArrayStore.read(folder, "key"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("only regular files are read");
  }

  @Test
  void anAnswerInTwoFormsIsRefused() throws IOException {
    ArrayStore.NPZ.write(folder, "key", arrays());
    ArrayStore.SAFETENSORS.write(folder, "key", arrays());
    assertThatThrownBy(() -> ArrayStore.read(folder, "key"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("are both there");
  }
}
