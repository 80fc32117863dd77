package dev.etalon.oracle.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A script as the file that {@code torch.jit.load} reads: an uncompressed zip with the format's
 * version, the code of a module that has no parameters, and two pickles, of that module and of no
 * constants.
 */
final class TorchScriptArchive {
  /**
   * The format's version in PyTorch 1.13 and later. It decides what the operators mean: text of a
   * lower version is rewritten when it is read, {@code torch.div} of integers, {@code torch.full}
   * and {@code torch.gelu} among others, to keep the behaviour of old releases.
   */
  private static final String VERSION = "10\n";

  /** Pickle, protocol 2, of an empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  /**
   * Pickle, protocol 2, of an object of class {@code __torch__.M} made of no arguments, with an
   * empty state.
   */
  private static final String MODULE = "\u0080\u0002c__torch__\nM\n)\u0081}b.";

  private TorchScriptArchive() {}

  /** The bytes of the archive. */
  static byte[] of(Script script) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      add(zip, "m/version", VERSION.getBytes(StandardCharsets.ISO_8859_1));
      add(zip, "m/constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
      add(zip, "m/code/__torch__.py", code(script).getBytes(StandardCharsets.UTF_8));
      add(zip, "m/data.pkl", MODULE.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** The source of the module. */
  static String code(Script script) {
    String parameters =
        script.operands().stream().map(name -> name + ": Tensor").collect(Collectors.joining(", "));
    return """
        class M(Module):
          def forward(self: __torch__.M, %s) -> Tensor:
        %s"""
        .formatted(parameters, script.body().indent(4));
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    // The same script always gives the same bytes.
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
