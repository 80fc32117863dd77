package dev.etalon.oracle.tensorfile;

import dev.etalon.reference.tensor.Shape;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/** How much is read of a foreign file. */
public final class Limits {
  /** The greatest number of elements of an array. */
  public static final int ELEMENTS = 1 << 24;

  /** The greatest number of elements of all arrays of a file. */
  public static final int ELEMENTS_OF_FILE = 1 << 25;

  /** The greatest number of axes. */
  public static final int RANK = 16;

  /** The greatest number of arrays in a file. */
  public static final int ARRAYS = 256;

  /** The greatest size of a file: all its elements, and room for names and headers. */
  public static final int FILE_BYTES = ELEMENTS_OF_FILE * Double.BYTES + (1 << 24);

  /** The integers that a double holds exactly. */
  static final double INTEGER = 0x1p53;

  private Limits() {}

  /**
   * The bytes of a regular file of limited size. Links are not followed: a program that wrote one
   * could otherwise have its reader read anything.
   *
   * @throws MalformedFileException if it is missing, a link, no file, or too large
   */
  public static byte[] read(Path file, int limit) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new MalformedFileException(
            "%s is no regular file (a link, a folder or a device); only regular files are read"
                .formatted(file));
      }
    } catch (NoSuchFileException e) {
      throw new MalformedFileException(file + " is missing");
    }
    Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (var stream = Channels.newInputStream(Files.newByteChannel(file, options))) {
      byte[] bytes = stream.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new MalformedFileException(
            "%s has more than %d bytes, which is the limit for such files".formatted(file, limit));
      }
      return bytes;
    }
  }

  /**
   * The shape of an array that a file declares.
   *
   * @throws MalformedFileException if it has too many axes or elements
   */
  static Shape shape(List<Long> extents, String source) throws MalformedFileException {
    long elements = 1;
    boolean allowed = extents.size() <= RANK;
    for (long extent : extents) {
      allowed &= extent >= 0 && extent <= ELEMENTS;
      elements = allowed ? elements * extent : 0;
      allowed &= elements <= ELEMENTS;
    }
    if (!allowed) {
      throw new MalformedFileException(
          "%s declares the shape %s; allowed are up to %d axes and %d elements"
              .formatted(
                  source,
                  extents.size() <= RANK ? extents : extents.size() + " axes",
                  RANK,
                  ELEMENTS));
    }
    return Shape.of(extents.stream().map(Long::intValue).toList());
  }
}
