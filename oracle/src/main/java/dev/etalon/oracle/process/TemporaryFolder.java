package dev.etalon.oracle.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is gone afterwards, whatever a program did in it. Links are never followed. Its
 * owner holds a lock in it, which ends with the owner: the first folder of a process is made after
 * those were removed whose owners were killed before they could.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final String PREFIX = "etalon-";
  private static final String LOCK = ".lock";

  /** Whether this process has removed what others left behind. */
  private static final AtomicBoolean SWEPT = new AtomicBoolean();

  private final Path path;
  private final @Nullable FileChannel lock;

  /**
   * Makes the folder.
   *
   * @throws IOException if it cannot be made
   */
  public TemporaryFolder() throws IOException {
    if (SWEPT.compareAndSet(false, true)) {
      removeAbandoned(Path.of(System.getProperty("java.io.tmpdir")));
    }
    path = Files.createTempDirectory(PREFIX).toRealPath();
    lock = locked(path);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** A lock in a folder: it has its name only when it is held. Null where there are no locks. */
  private static @Nullable FileChannel locked(Path folder) throws IOException {
    Path draft = folder.resolve(LOCK + ".draft");
    FileChannel channel =
        FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      Files.move(draft, folder.resolve(LOCK));
      return channel;
    } catch (IOException e) {
      // a file system without locks: nobody will take the folder for abandoned
      channel.close();
      return null;
    }
  }

  /** Removes the folders whose owner holds their lock no longer; what cannot be removed stays. */
  static void removeAbandoned(Path parent) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (Files.isRegularFile(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)
            && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          removeIfAbandoned(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // the folder of temporary files cannot be listed: nothing is known of others
    }
  }

  private static void removeIfAbandoned(Path folder) {
    try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        delete(folder);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // another user's, or in use
    }
  }

  /** The bytes of all files in it. */
  static long size(Path folder) throws IOException {
    long[] size = new long[1];
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            size[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException reason) {
            return FileVisitResult.CONTINUE;
          }
        });
    return size[0];
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
    delete(path);
  }

  private static void delete(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            open(folder);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException reason)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** A program may have locked a folder against its deletion. */
  private static void open(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
