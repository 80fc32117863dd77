package dev.etalon.reports.grade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The verdicts on each solution, a file each, so that a run that was interrupted can go on.
 *
 * @param folder where they are
 */
public record SolutionFiles(Path folder) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_LETTERS = 60;

  /** Makes the folder. */
  public void create() throws IOException {
    Files.createDirectories(folder);
  }

  /** What is kept of a student's solution, if it still holds. */
  public Optional<Graded> read(String student, String fingerprint) throws IOException {
    Path file = file(student);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Graded graded = MAPPER.readValue(Files.readAllBytes(file), Graded.class);
      return graded != null
              && student.equals(graded.student())
              && fingerprint.equals(graded.fingerprint())
          ? Optional.of(graded)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      // half a file of a run that was killed, or of another version: it is judged again
      return Optional.empty();
    }
  }

  /** Keeps the verdicts: the file is there whole or not at all. */
  public void write(Graded graded) throws IOException {
    Path file = file(graded.student());
    // of one name, so that what a killed run leaves is overwritten by the next
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    try {
      Files.write(draft, MAPPER.writeValueAsBytes(graded));
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Any name can be a folder's; not every one can be a file's everywhere. */
  private Path file(String student) {
    String letters = student.replaceAll("[^A-Za-z0-9_-]", "_");
    String hash = HexFormat.of().toHexDigits(student.hashCode());
    String bytes = Integer.toString(student.getBytes(StandardCharsets.UTF_8).length);
    return folder.resolve(
        "%s.%s.%s.json"
            .formatted(
                letters.substring(0, Math.min(MOST_LETTERS, letters.length())), hash, bytes));
  }
}
