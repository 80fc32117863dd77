package dev.etalon.reports.grade;

import dev.etalon.fixtures.lab.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The solutions in a folder, whatever the layout: one sub-folder for each student, in it the file
 * that defines what the lab asks for, wherever it lies; or a single solution. No code is run.
 *
 * @param lab the lab that is graded
 * @param submissions what was found, by student
 */
public record ClassFolder(Lab lab, List<Submission> submissions) {
  private static final int DEPTH = 6;
  private static final int MAX_BYTES = 1 << 20;
  private static final Set<String> NOT_THEIRS =
      Set.of("__pycache__", "site-packages", "venv", "env", "node_modules", "build", "dist");

  public ClassFolder {
    submissions = List.copyOf(submissions);
  }

  /** A Python file that belongs to a lab. */
  private record Found(Lab lab, Path file) {}

  /**
   * Looks for solutions.
   *
   * @param place a folder of folders, a folder with one solution, or a Python file
   * @param wanted the lab; empty for the one that most have
   * @return empty if nothing looks like a solution
   */
  public static Optional<ClassFolder> at(Path place, Optional<Lab> wanted) throws IOException {
    Map<String, List<Found>> found = new LinkedHashMap<>();
    if (Files.isRegularFile(place)) {
      Path name = place.toAbsolutePath().normalize().getFileName();
      found.put(name.toString(), of(place).stream().toList());
    } else {
      List<Path> folders = folders(place);
      List<Found> here = new ArrayList<>();
      try (Stream<Path> files = Files.list(place)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          of(file).ifPresent(here::add);
        }
      }
      if (!here.isEmpty() || folders.stream().allMatch(ClassFolder::isLayoutOfOne)) {
        found.put(place.toAbsolutePath().normalize().getFileName().toString(), within(place));
      } else {
        for (Path folder : folders) {
          found.put(folder.getFileName().toString(), within(folder));
        }
      }
    }
    return lab(found, wanted).map(lab -> new ClassFolder(lab, submissions(found, lab)));
  }

  private static List<Path> folders(Path place) throws IOException {
    try (Stream<Path> entries = Files.list(place)) {
      return entries
          .filter(Files::isDirectory)
          .filter(folder -> isTheirs(folder.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  /** A folder with lab2/layers.py in it is a solution, not a class with a student "lab2". */
  private static boolean isLayoutOfOne(Path folder) {
    return folder.getFileName().toString().matches("(?i)(lab_?0?\\d|model|cnn|cs231n|src)");
  }

  private static boolean isTheirs(String name) {
    return !name.startsWith(".") && !NOT_THEIRS.contains(name);
  }

  private static Optional<Lab> lab(Map<String, List<Found>> found, Optional<Lab> wanted) {
    Map<Lab, Integer> counts = new EnumMap<>(Lab.class);
    found
        .values()
        .forEach(
            files ->
                files.stream()
                    .map(Found::lab)
                    .distinct()
                    .forEach(l -> counts.merge(l, 1, Integer::sum)));
    if (wanted.isPresent()) {
      return wanted.filter(counts::containsKey);
    }
    // of equally many the first, which is the more particular
    return counts.entrySet().stream()
        .max(
            Comparator.<Map.Entry<Lab, Integer>>comparingInt(Map.Entry::getValue)
                .thenComparing(e -> -e.getKey().ordinal()))
        .map(Map.Entry::getKey);
  }

  private static List<Submission> submissions(Map<String, List<Found>> found, Lab lab) {
    List<Submission> submissions = new ArrayList<>();
    found.forEach(
        (student, files) ->
            submissions.add(
                new Submission(
                    student,
                    files.stream()
                        .filter(file -> file.lab() == lab)
                        .map(Found::file)
                        .min(
                            Comparator.comparing((Path file) -> !isUsual(file))
                                .thenComparing(Path::getNameCount)
                                .thenComparing(Path::toString)))));
    return submissions;
  }

  private static boolean isUsual(Path file) {
    return file.getFileName().toString().matches("(layers|fcann2|binlogreg|logreg)\\.py");
  }

  private static List<Found> within(Path folder) throws IOException {
    List<Found> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        Set.<FileVisitOption>of(),
        DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            return inner.equals(folder) || isTheirs(inner.getFileName().toString())
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            of(file).ifPresent(found::add);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException reason) {
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static Optional<Found> of(Path file) throws IOException {
    if (!file.getFileName().toString().endsWith(".py")
        || !Files.isRegularFile(file)
        || Files.size(file) > MAX_BYTES) {
      return Optional.empty();
    }
    String source = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return Lab.of(source).map(lab -> new Found(lab, file));
  }
}
