package dev.etalon.reports.folder;

import dev.etalon.reports.ci.JUnitXml;
import dev.etalon.reports.ci.MarkdownSummary;
import dev.etalon.reports.grade.ClassResult;
import dev.etalon.reports.grade.ClassSheet;
import dev.etalon.reports.grade.SolutionFiles;
import dev.etalon.reports.html.GradePage;
import dev.etalon.reports.html.HtmlReport;
import dev.etalon.reports.json.JsonReport;
import dev.etalon.reports.model.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder of a report. Each file appears whole or not at all: it is written beside its place and
 * then moved there.
 *
 * @param path the folder
 */
public record ReportFolder(Path path) {
  /** What people open. */
  public Path page() {
    return path.resolve("index.html");
  }

  /** What machines read. */
  public Path json() {
    return path.resolve("report.json");
  }

  /** What a continuous integration service shows as tests. */
  public Path junit() {
    return path.resolve("junit.xml");
  }

  /** What it shows as a job's page. */
  public Path markdown() {
    return path.resolve("summary.md");
  }

  /** What a program under test printed. */
  public Path printed() {
    return path.resolve("printed.txt");
  }

  /**
   * Makes the folder and tries to write into it, so that a long run does not end in vain.
   *
   * @throws IOException if that cannot be done; the message says why, for people
   */
  public void prepare() throws IOException {
    try {
      Files.createDirectories(path);
      Files.delete(Files.createTempFile(path, ".etalon", ".tmp"));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Writes the report.
   *
   * @throws IOException if that cannot be done; the message says why, for people
   */
  public void write(Report report) throws IOException {
    try {
      write(json(), JsonReport.write(report));
      write(junit(), JUnitXml.write(report));
      write(markdown(), MarkdownSummary.write(report));
      write(page(), HtmlReport.write(report));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Where the verdicts on single solutions of a class are kept. */
  public SolutionFiles solutions() {
    return new SolutionFiles(path.resolve("solutions"));
  }

  /**
   * Writes the grades of a class.
   *
   * @throws IOException if that cannot be done; the message says why, for people
   */
  public void write(ClassResult result, String version) throws IOException {
    try {
      write(path.resolve("grades.csv"), ClassSheet.csv(result));
      write(path.resolve("grades.json"), ClassSheet.json(result));
      write(page(), GradePage.write(result, version));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Writes what a program printed, and says where.
   *
   * @throws IOException if that cannot be done; the message says why, for people
   */
  public Path writePrinted(String printed) throws IOException {
    try {
      write(printed(), printed);
      return printed();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Writes one file of the folder.
   *
   * @throws IOException if that cannot be done
   */
  public void write(Path file, String content) throws IOException {
    write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes one file of the folder.
   *
   * @throws IOException if that cannot be done
   */
  public void write(Path file, byte[] content) throws IOException {
    Path draft = Files.createTempFile(path, ".etalon", ".tmp");
    try {
      Files.write(draft, content);
      readableForAll(draft);
      try {
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Temporary files are made for their owner only; a report is for everybody. */
  private static void readableForAll(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private IOException unwritable(IOException cause) {
    return new IOException(
        "the report cannot be written to '%s': %s; choose another folder with --output, or mend this one"
            .formatted(
                path, occupied().map(file -> file + " is a file").orElseGet(() -> reason(cause))),
        cause);
  }

  /** What went wrong: these exceptions have nothing but the path as their message. */
  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "it cannot be made there";
    }
    return cause instanceof FileSystemException failure && failure.getReason() != null
        ? failure.getReason()
        : String.valueOf(cause.getMessage());
  }

  /** The folder itself, or one above it, if a file stands there. */
  private Optional<Path> occupied() {
    for (Path place = path.toAbsolutePath(); place != null; place = place.getParent()) {
      if (Files.exists(place)) {
        return Files.isDirectory(place) ? Optional.empty() : Optional.of(place);
      }
    }
    return Optional.empty();
  }
}
