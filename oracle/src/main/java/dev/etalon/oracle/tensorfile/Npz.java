package dev.etalon.oracle.tensorfile;

import dev.etalon.reference.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * NumPy's {@code .npz}: a ZIP archive of {@code .npy} files, stored or deflated. Of every entry no
 * more is inflated than its array's shape needs.
 */
public final class Npz {
  private static final String SUFFIX = ".npy";

  private Npz() {}

  /**
   * Reads the arrays by name.
   *
   * @param source where they come from, for messages
   * @throws MalformedFileException if it is no archive of arrays, or more than is read
   */
  public static Map<String, Tensor> read(byte[] bytes, String source) throws IOException {
    try (SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel(bytes);
        ZipFile zip =
            ZipFile.builder()
                .setSeekableByteChannel(channel)
                .setIgnoreLocalFileHeader(true)
                .get()) {
      return read(zip, source);
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // whatever the library meets in a broken archive
      throw new MalformedFileException(
          "%s is no readable .npz archive: %s".formatted(source, e.getMessage()));
    }
  }

  private static Map<String, Tensor> read(ZipFile zip, String source) throws IOException {
    List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
    if (entries.size() > Limits.ARRAYS) {
      throw new MalformedFileException(
          "%s has %d entries; allowed are %d".formatted(source, entries.size(), Limits.ARRAYS));
    }
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    long elements = 0;
    for (ZipArchiveEntry entry : entries) {
      String name = name(entry, source);
      String place = "%s (array '%s')".formatted(source, name);
      // the library knows more methods, but needs other libraries for them
      boolean usual =
          entry.getMethod() == ZipEntry.STORED || entry.getMethod() == ZipEntry.DEFLATED;
      if (!usual || !zip.canReadEntryData(entry)) {
        throw new MalformedFileException(
            place + " is encrypted, or neither stored nor deflated; save it with numpy.savez");
      }
      try (InputStream stream = zip.getInputStream(entry)) {
        Tensor array = Npy.read(stream, place);
        elements += array.size();
        if (arrays.put(name, array) != null) {
          throw new MalformedFileException(
              "%s has two arrays named '%s'; one must go".formatted(source, name));
        }
      }
      if (elements > Limits.ELEMENTS_OF_FILE) {
        throw new MalformedFileException(
            "%s has more than %d elements".formatted(source, Limits.ELEMENTS_OF_FILE));
      }
    }
    return arrays;
  }

  private static String name(ZipArchiveEntry entry, String source) throws MalformedFileException {
    String file = entry.getName();
    if (!file.endsWith(SUFFIX) || !ArrayName.isAllowed(file.substring(0, file.length() - 4))) {
      throw new MalformedFileException(
          "%s has the entry '%s'; allowed are NAME.npy, %s"
              .formatted(source, ArrayName.shown(file), ArrayName.RULE));
    }
    return file.substring(0, file.length() - SUFFIX.length());
  }

  /** Arrays as the bytes of an archive, stored; the same arrays give the same bytes. */
  public static byte[] write(Map<String, Tensor> arrays) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
        byte[] content = Npy.write(array.getValue());
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }
}
