package dev.etalon.reports.folder;

import dev.etalon.oracle.verification.SoakState;
import dev.etalon.reports.json.SoakJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code soak.json} of a folder: what a soak found, and where it goes on. It is written
 * again and again and is whole at every moment.
 *
 * @param folder where it lies
 */
public record SoakFile(ReportFolder folder) {
  public Path path() {
    return folder.path().resolve("soak.json");
  }

  /**
   * What an earlier soak came to, if there was one.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public Optional<SoakState> read() throws IOException {
    return Files.exists(path())
        ? Optional.of(SoakJson.read(Files.readString(path())))
        : Optional.empty();
  }

  /**
   * Writes the state in the place of the former one.
   *
   * @throws IOException if that cannot be done; the message says why, for people
   */
  public void write(SoakState state) throws IOException {
    folder.write(path(), SoakJson.write(state));
  }
}
