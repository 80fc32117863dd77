package dev.etalon.reports.regression;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etalon.oracle.regression.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A snapshot on disk.
 *
 * @param path the file
 */
public record SnapshotFile(Path path) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** A file larger than this is no snapshot: the whole catalogue takes a twentieth. */
  private static final long LARGEST = 1L << 28;

  /**
   * Writes a snapshot, whole or not at all.
   *
   * @throws IOException if that cannot be done; the message says why, for people
   */
  public void write(Snapshot snapshot) throws IOException {
    try {
      Path folder = path.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path draft = Files.createTempFile(folder, ".etalon", ".tmp");
      try {
        MAPPER.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), snapshot);
        Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new IOException(
          "the baseline cannot be written to '%s': %s; choose another folder with --folder"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /**
   * Reads a snapshot.
   *
   * @throws MalformedSnapshot if there is none, or it is not one that this version reads
   * @throws IOException if the file cannot be read
   */
  public Snapshot read() throws IOException, MalformedSnapshot {
    try {
      if (Files.size(path) > LARGEST) {
        throw new MalformedSnapshot(
            "'%s' has %d bytes; a baseline has at most %d"
                .formatted(path, Files.size(path), LARGEST));
      }
      Snapshot snapshot = MAPPER.readValue(path.toFile(), Snapshot.class);
      if (snapshot == null || snapshot.schema() != Snapshot.SCHEMA) {
        throw new MalformedSnapshot(
            "'%s' is of version %s; this Etalon reads version %d: save the baseline again"
                .formatted(path, snapshot == null ? "none" : snapshot.schema(), Snapshot.SCHEMA));
      }
      return snapshot;
    } catch (NoSuchFileException e) {
      throw new MalformedSnapshot("there is no '%s'".formatted(path));
    } catch (JsonProcessingException e) {
      throw new MalformedSnapshot(
          "'%s' is no baseline: %s".formatted(path, e.getOriginalMessage()));
    }
  }

  /** Says why a file is no snapshot, for people. */
  public static final class MalformedSnapshot extends Exception {
    private static final long serialVersionUID = 1;

    MalformedSnapshot(String message) {
      super(message);
    }
  }
}
