package dev.etalon.reports.cli;

import dev.etalon.oracle.regression.Snapshot;
import dev.etalon.reports.regression.SnapshotFile;
import dev.etalon.reports.regression.SnapshotFile.MalformedSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The folder of baselines, and how one is named: by its name there, or by a file's path. */
final class Baselines {
  private static final String SUFFIX = ".json";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where baselines are kept (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("etalon-baselines");

  /**
   * The file of a new baseline.
   *
   * @throws BadInput if the name is not one
   */
  SnapshotFile named(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new BadInput(
          "'%s' cannot name a baseline; allowed are letters, digits, '.', '_' and '-', such as v1.2"
              .formatted(name));
    }
    return new SnapshotFile(folder.resolve(name + SUFFIX));
  }

  /**
   * A baseline by name, or by the path of its file.
   *
   * @throws BadInput if there is none
   */
  Snapshot read(String nameOrPath) throws IOException {
    try {
      if (nameOrPath.endsWith(SUFFIX)) {
        return new SnapshotFile(Path.of(nameOrPath)).read();
      }
      SnapshotFile file = named(nameOrPath);
      if (!Files.exists(file.path())) {
        List<String> known = names();
        throw new BadInput(
            "there is no baseline '%s' in '%s'%s"
                .formatted(
                    nameOrPath,
                    folder,
                    known.isEmpty()
                        ? "; 'etalon baseline save %s' makes it".formatted(nameOrPath)
                        : "; there are " + String.join(", ", known)));
      }
      return file.read();
    } catch (MalformedSnapshot e) {
      throw new BadInput(e.getMessage());
    }
  }

  /** The names of the baselines, in order. */
  List<String> names() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }
}
