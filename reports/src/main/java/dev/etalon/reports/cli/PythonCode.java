package dev.etalon.reports.cli;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.exchange.ExchangeDirectory;
import dev.etalon.reports.grade.ClassFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What there is to check in Python code, by what it defines; none of it is run for that. */
final class PythonCode {
  private static final String ADAPTER = "etalon_adapter";
  private static final long MOST_BYTES = 1 << 20;

  private static final Pattern REGISTERED =
      Pattern.compile("(?m)^\\s*@[\\w.]*\\b(?:operator|gradient)\\(\\s*['\"](\\w+)['\"]");

  private PythonCode() {}

  /**
   * The solution of a lab that a file or folder is.
   *
   * @return empty if it is none
   * @throws BadInput if it is a folder with several
   */
  static Optional<Path> solution(Path thing) throws IOException {
    boolean file = Files.isRegularFile(thing);
    if (!file && (!Files.isDirectory(thing) || ExchangeDirectory.isAt(thing))) {
      return Optional.empty();
    }
    Optional<ClassFolder> found = ClassFolder.at(thing, Optional.empty());
    if (found.isPresent() && found.get().submissions().size() > 1) {
      throw new BadInput(
          "'%s' holds the solutions of %d people; 'etalon grade %s' grades them"
              .formatted(thing, found.get().submissions().size(), thing));
    }
    return found.map(solution -> thing);
  }

  /**
   * The operators for which a file registers functions.
   *
   * @throws BadInput if it is no Python file that registers any
   */
  static Set<String> registered(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (!name.endsWith(".py")) {
      throw new BadInput(
          "'%s' is no folder and no Python file; a program is given as --run 'COMMAND'"
              .formatted(name));
    }
    String source =
        Files.size(file) > MOST_BYTES
            ? ""
            : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    if (!source.contains(ADAPTER)) {
      throw new BadInput(
          "'%s' defines nothing that a lab asks for (%s), and registers no functions through %s; if it answers an exported folder: etalon check --run 'python3 %s'"
              .formatted(
                  name,
                  String.join(", ", Stream.of(Lab.values()).map(Lab::label).toList()),
                  ADAPTER,
                  name));
    }
    Set<String> operators = new TreeSet<>();
    Matcher decorator = REGISTERED.matcher(source);
    while (decorator.find()) {
      operators.add(decorator.group(1));
    }
    return operators;
  }
}
